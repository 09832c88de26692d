"""The part of allauth's pages that this program offers; accounts are opened by an administrator."""

from allauth.account import views
from django.urls import path
from django.views.i18n import set_language

from namro.web.access import open_to_all
from namro.web.views.accounts import SignIn, demonstration_sign_in
from namro.web.views.offline import leaving_nothing

urlpatterns = [
    path("dang-nhap/", open_to_all(SignIn.as_view()), name="account_login"),
    path("dang-xuat/", open_to_all(leaving_nothing(views.logout)), name="account_logout"),
    path("doi-mat-khau/", open_to_all(views.password_change), name="account_change_password"),
    path("xac-nhan-lai/", open_to_all(views.reauthenticate), name="account_reauthenticate"),
    path("khong-hoat-dong/", open_to_all(views.account_inactive), name="account_inactive"),
    # Reversed by the sign-in view; the adapter keeps it closed.
    path("dang-ky/", open_to_all(views.signup), name="account_signup"),
    path("trinh-dien/", demonstration_sign_in, name="demo_sign_in"),
    path("ngon-ngu/", open_to_all(set_language), name="set_language"),
]

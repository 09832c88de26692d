"""How a view becomes a page: it returns a dictionary, the decorator renders the template or one part of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template import Context, Template
from django.template.backends.django import Template as BackendTemplate
from django.template.context import make_context
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from namro.writing.charts import Chart

PageView = Callable[..., dict[str, Any] | HttpResponseBase]


class Part:
    """One named block of a page, with the `render` that a template response asks for."""

    def __init__(self, page: Template, name: str) -> None:
        blocks = page.nodelist.get_nodes_by_type(BlockNode)
        found = [node for node in blocks if isinstance(node, BlockNode) and node.name == name]
        if not found:
            raise LookupError(f"{page.name} has no block {name}")
        self.page, self.block = page, found[0]

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        whole: Context = make_context(context, request)
        with whole.render_context.push_state(self.page), whole.bind_template(self.page):
            return self.block.nodelist.render(whole)


class PartResponse(TemplateResponse):
    def __init__(self, request: HttpRequest, template: str, part: str, context: dict[str, Any]) -> None:
        super().__init__(request, template, context)
        self.part = part

    def resolve_template(self, template: Any) -> Any:
        found = get_template(template)
        assert isinstance(found, BackendTemplate)
        return Part(found.template, self.part)


def drawing(chart: Chart) -> SafeString:
    """The markup of a chart, for both widths. `writing.svg` has escaped every name in it."""
    if not chart.narrow:
        return mark_safe(chart.svg)  # noqa: S308
    wide, narrow = mark_safe(chart.svg), mark_safe(chart.narrow)  # noqa: S308
    return format_html('<div class="chart__wide">{}</div><div class="chart__narrow">{}</div>', wide, narrow)


def page(*, template: str, partials: tuple[str, ...] = ()) -> Callable[[PageView], Callable[..., HttpResponseBase]]:
    """Render what a view returns: the whole page, or the block that the header HX-Partial names.

    Only blocks listed in `partials` can be asked for; any other name gives the whole page. A response that is not
    a dictionary (redirect, file) passes through. A key "status" in the dictionary sets the status of the answer.
    """

    def decorate(view: PageView) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            result = view(request, *args, **kwargs)
            if not isinstance(result, dict):
                return result
            wanted = request.headers.get("HX-Partial", "")
            response = (
                PartResponse(request, template, wanted, result)
                if wanted in partials
                else TemplateResponse(request, template, result)
            )
            response.status_code = result.get("status", 200)
            patch_vary_headers(response, ["HX-Partial"])
            return response

        return wrapped

    return decorate

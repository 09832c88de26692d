"""A small plan of our own writing, in the official form."""

PLAN = """ỦY BAN NHÂN DÂN
TỈNH THỬ

Số: 12/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Thử, ngày 20 tháng 01 năm 2026

KẾ HOẠCH
Công tác phòng, chống ma túy năm 2026

Căn cứ Nghị quyết số 163/2024/QH15 ngày 27/11/2024 của Quốc hội, Ủy ban nhân dân tỉnh ban hành kế hoạch như sau:
I. MỤC TIÊU
1. Tăng ít nhất 5% số vụ phạm tội về ma túy được phát hiện so với năm 2025.
2. 30% xã, phường không có ma túy.
3. 80% trạm y tế cấp xã đủ điều kiện xác định tình trạng nghiện.
II. NHIỆM VỤ, GIẢI PHÁP
1. Tăng cường công tác tuyên truyền phòng, chống ma túy tại cơ sở.
2. Rà soát, lập danh sách người sử dụng trái phép chất ma túy.
III. TỔ CHỨC THỰC HIỆN
1. Công an tỉnh
a) Chủ trì, phối hợp với các đơn vị liên quan triển khai Kế hoạch này.
b) Theo dõi, đôn đốc, tổng hợp kết quả thực hiện.
2. Sở Y tế
a) Chủ trì tập huấn xác định tình trạng nghiện cho trạm y tế cấp xã.
3. Ủy ban nhân dân các xã, phường
a) Xây dựng kế hoạch và tổ chức thực hiện trên địa bàn.
4. Đề nghị Tòa án nhân dân tỉnh
a) Phối hợp xét xử lưu động các vụ án điểm về ma túy.
IV. CHẾ ĐỘ BÁO CÁO
Ủy ban nhân dân các xã, phường, Sở Y tế báo cáo kết quả về Công an tỉnh: \
Báo cáo quý (trước ngày 15 của tháng cuối quý); \
báo cáo năm (trước ngày 15/12).

Nơi nhận:
- Như Mục III;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Người Ký
"""

"""What people write in the invented province: documents, sentences, reasons. Nobody is named in any of it."""

from __future__ import annotations

from collections.abc import Mapping

from namro.cli.demo.chance import chance_of
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure
from namro.kernel.times import Period

RESULTS = (
    "Tổ chức {events} cuộc truyền thông trực tiếp; phát {broadcasts} lượt tin, bài trên loa truyền thanh cơ sở.",
    "Rà soát danh sách cùng trạm y tế và các thôn, bản; số liệu khớp với sổ theo dõi tại ngày chốt.",
    "Duy trì sinh hoạt của các tổ quản lý, giúp đỡ tại thôn, bản; phân công đoàn thể kèm cặp từng trường hợp.",
    "Phối hợp với trường học trên địa bàn tổ chức ngoại khóa cho học sinh; {events} buổi trong quý.",
    "Vận động được các hộ kinh doanh lưu trú, dịch vụ ký cam kết không để xảy ra vi phạm.",
    "Tuần tra chung với lực lượng dân quân ở các điểm giáp ranh; chưa phát hiện điểm phức tạp mới.",
    "Hỗ trợ người hoàn thành cai nghiện vay vốn chăn nuôi, giới thiệu việc làm tại doanh nghiệp trong vùng.",
    "Lồng ghép nội dung phòng, chống ma túy vào họp thôn và hội nghị đối thoại của chính quyền xã.",
)
DIFFICULTIES = (
    "Địa bàn rộng, dân cư ở rải rác; đi lại đến các bản xa mùa mưa còn khó.",
    "Cán bộ phụ trách kiêm nhiều việc sau sắp xếp, chưa được tập huấn về biểu mẫu mới.",
    "Người đi làm ăn xa nhiều, việc theo dõi biến động gặp khó khăn.",
    "Trạm y tế thiếu người đủ điều kiện xác định tình trạng nghiện.",
    "Kinh phí cho truyền thông cấp chậm, chưa in được tài liệu bằng tiếng dân tộc.",
)
PROPOSALS = (
    "Đề nghị cơ quan thường trực mở lớp tập huấn về cách tính số liệu cho cấp xã.",
    "Đề nghị Sở Y tế bố trí lịch hỗ trợ xác định tình trạng nghiện theo cụm xã.",
    "Đề nghị cung cấp tài liệu tuyên truyền bằng tiếng dân tộc.",
    "Đề nghị hướng dẫn thủ tục vay vốn cho người hoàn thành cai nghiện.",
)
AGENCY_RESULTS = (
    "Đã ban hành văn bản hướng dẫn các đơn vị trực thuộc và tổ chức quán triệt tới toàn thể cơ quan.",
    "Triển khai các nhiệm vụ được giao đúng tiến độ; lồng ghép nội dung vào hội nghị giao ban của ngành.",
    "Phối hợp với cơ quan thường trực kiểm tra, hướng dẫn cơ sở; thống nhất số liệu trước khi báo cáo.",
    "Tổ chức tuyên truyền cho cán bộ, người lao động; đưa kết quả vào tiêu chí thi đua của đơn vị.",
)
AGENCY_DIFFICULTIES = (
    "Một số đơn vị cơ sở gửi số liệu chưa đúng mẫu, phải rà soát nhiều lần.",
    "Nhân lực chuyên trách còn mỏng sau sắp xếp tổ chức bộ máy.",
)
RETURNS = (
    ("addicts_counselled", "Số được tư vấn thấp so với danh sách quản lý; đề nghị đối chiếu với sổ của trạm y tế."),
    ("communication_events", "Số cuộc truyền thông khác với lịch đã đăng ký; kiểm tra lại trước khi gửi."),
    ("residents_reached", "Ghi số người, không ghi số lượt; đề nghị rà soát lại."),
)
REASONS = {
    "W1": "Đã đối chiếu từng trường hợp trong danh sách; biến động là do nhiều người hết thời hạn cùng kỳ.",
    "W6": "Người hoàn thành đang làm thủ tục, sẽ vào diện quản lý sau cai ở kỳ tới.",
    "W7": "Những người bị bắt đều cư trú ở địa phương khác.",
    "W10a": "Đúng thực tế sau rà soát; xã đã báo cáo cơ quan thường trực.",
    "W10b": "Do đợt cao điểm tấn công, trấn áp tội phạm trên địa bàn.",
    "W11": "Xã đang hoàn thiện hồ sơ; trường hợp này đã được đưa vào điều trị.",
}
ANY_REASON = "Đã đối chiếu với sổ theo dõi, số đúng thực tế."
CORRECTION = "Đối chiếu lại với sổ truyền thanh, kỳ trước cộng thiếu một cụm loa."
LETTER = "Công văn số {number}/UBND-VP ngày {day:%d/%m/%Y} của {unit}"
BASELINE = "Báo cáo số liệu gốc số {number}/BC-{symbol} ngày {day:%d/%m/%Y}"


def reason(form: str, rule: str) -> str:
    """Why a figure that a rule doubts is right. Rules of other forms than the communes' get the plain answer."""
    return REASONS.get(rule, ANY_REASON) if form == "X-Q" else ANY_REASON


def narratives(code: str, period: Period, values: Mapping[CellKey, Figure], *, is_commune: bool) -> dict[str, str]:
    """What a unit writes under the headings of its report; about every third has nothing to say."""
    chance = chance_of("words", code, period.code)
    texts: dict[str, str] = {}
    if not is_commune:
        texts["results"] = chance.choice(AGENCY_RESULTS)
        if chance.random() < 0.3:
            texts["difficulties"] = chance.choice(AGENCY_DIFFICULTIES)
        return texts
    if chance.random() < 0.65:
        texts["results"] = " ".join(chance.sample(RESULTS, 2)).format(
            events=_number(values, "communication_events"), broadcasts=_number(values, "grassroots_broadcasts")
        )
    if chance.random() < 0.25:
        texts["difficulties"] = chance.choice(DIFFICULTIES)
    if chance.random() < 0.15:
        texts["proposals"] = chance.choice(PROPOSALS)
    return texts


def _number(values: Mapping[CellKey, Figure], element: str) -> int:
    figure = values.get(CellKey(element))
    return int(figure.value) if figure is not None and figure.value is not None else 0


def document_number(code: str, period: Period, symbol: str) -> str:
    """«37/BC-UBND»: the number grows through the year."""
    return f"{sum(map(ord, code)) % 19 + 9 * period.end.month}/BC-{symbol}"

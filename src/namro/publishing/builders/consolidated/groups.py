"""Results group by group: figures in sentences, then each target of the group with its own sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from namro.kernel.targets import Status
from namro.publishing.builders.consolidated.frame import lower_first
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import OwnWords, Passage, Section
from namro.publishing.builders.consolidated.target_words import (
    goal,
    lacking,
    name_of_target,
    revisions_of,
    sentence,
    status_label,
)
from namro.publishing.builders.consolidated.topic_sentences import sentences
from namro.publishing.topics import topic_of, topic_of_indicators, topics_of
from namro.reporting.queries import TargetResult
from namro.writing import words

ELSEWHERE = "other"


def summary(material: Material) -> Passage:
    """How many targets stand how: the first thing that a leader asks."""
    writer, targets = Writer(), material.targets
    if targets:
        counts: dict[str, int] = {}
        for target in sorted(targets, key=lambda one: list(Status).index(Status(one.status))):
            counts[status_label(target)] = counts.get(status_label(target), 0) + 1
        said = words.join_list([f"{number} chỉ tiêu {lower_first(label)}" for label, number in counts.items()])
        text = f"Kế hoạch giao {len(targets)} chỉ tiêu; đến hết kỳ có {said}"
        writer.count("Chỉ tiêu của Kế hoạch", text)
        writer.say(f"{text} (chi tiết tại {material.annex('targets')}).")
    return writer.passage()


def parts(material: Material, level: int) -> Iterator[Section]:
    """One section a topic; targets that no topic holds come last."""
    targets: dict[str, list[TargetResult]] = defaultdict(list)
    for one in material.targets:
        targets[_topic(one)].append(one)
    topics = topics_of(material.figures)
    known = {topic.spec.code: topic for topic in topics}
    codes = [*known, *(code for code in targets if code not in known and code != ELSEWHERE), ELSEWHERE]
    for code in dict.fromkeys(codes):
        writer = Writer()
        topic = known.get(code)
        said = sentences(topic.said, material, writer) if topic else []
        writer.list([*said, *_target_sentences(targets.get(code, ()), material, writer)])
        heading = topic.spec.title if topic and code != ELSEWHERE else "Các chỉ tiêu khác"
        yield Section(code=f"groups.{code}", heading=heading, level=level, own=OwnWords.FOLLOW, prose=writer.passage())


def _topic(one: TargetResult) -> str:
    """The topic of the first figure that the target's indicator counts, else that of the indicator itself."""
    if one.indicator is None:
        return ELSEWHERE
    formulas = (one.indicator.numerator, one.indicator.condition)
    cells = sorted({cell.key for formula in formulas if formula for cell in formula.cells()})
    found = next((topic for cell in cells if (topic := topic_of(cell.element))), "")
    return found or topic_of_indicators(one.indicator.topic or "") or ELSEWHERE


def _target_sentences(targets: Sequence[TargetResult], material: Material, writer: Writer) -> Iterator[str]:
    open_ones = [one for one in targets if one.status == Status.NO_DATA]
    for one in targets:
        if one.status != Status.NO_DATA:
            yield target_sentence(one, material, writer)
    if open_ones:
        yield f"Chưa có số liệu để đánh giá: {words.join_list([f'«{name_of_target(one)}»' for one in open_ones])}"


def target_sentence(one: TargetResult, material: Material, writer: Writer) -> str:
    """«Chỉ tiêu «Tỷ lệ xã không có ma túy» (ít nhất 30%): đang thực hiện, 27/130 xã = 20,77%; còn thiếu 12».

    Where it is held back and where it should stand by now is said in the annex.
    """
    said = [f"{lower_first(status_label(one))}, {one.result.explanation}" if one.result else lower_first(sentence(one))]
    if short := lacking(one):
        said.append(short)
    text = f"Chỉ tiêu «{name_of_target(one)}» ({lower_first(goal(one))}): {'; '.join(said)}"
    writer.line(
        one.target.measure,
        text,
        note=status_label(one),
        revisions=revisions_of(one, material.figures),
        target=one.target.pk,
    )
    return text

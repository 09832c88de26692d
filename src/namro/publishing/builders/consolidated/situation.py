"""Chapter I: what happened, and how it compares with before."""

from __future__ import annotations

from collections.abc import Iterator

from namro.kernel.times import short_date
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import OwnWords, Passage, Section
from namro.publishing.builders.consolidated.topic_sentences import sentences
from namro.publishing.topics import topics_of
from namro.writing import words


def lead(material: Material) -> Passage:
    """What a reader must know before comparing: a changed map, figures that will change."""
    writer, figures = Writer(), material.figures
    if figures.breaks:
        days = words.join_list([short_date(day) for day in figures.breaks])
        writer.say(
            f"Đơn vị hành chính có thay đổi từ ngày {days}; số kỳ trước, cùng kỳ được tính lại theo địa bàn hiện nay."
        )
    return writer.passage()


def parts(material: Material, level: int) -> Iterator[Section]:
    for topic in topics_of(material.figures):
        if topic.spec.situation_title:
            writer = Writer()
            writer.list(sentences(topic.situation, material, writer))
            yield Section(
                code=f"situation.{topic.spec.code}",
                heading=topic.spec.situation_title,
                level=level,
                own=OwnWords.FOLLOW,
                prose=writer.passage(),
            )

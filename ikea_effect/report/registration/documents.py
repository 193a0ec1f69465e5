"""A filled form as a file: Markdown to read and paste, Word to send, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from ikea_effect.report.registration.forms import Answer, Form
from ikea_effect.report.registration.plan import Plan


def heading(form: Form, plan: Plan) -> str:
    """The document's title."""
    return f"{form.title}: {plan.protocol.title}"


def state(form: Form, plan: Plan) -> str:
    """How much is answered, of which plan, and when it was written."""
    answered = len(form.answers) - len(form.owed)
    protocol = plan.protocol
    return (
        f"{answered} of {len(form.answers)} questions are answered from protocol {protocol.id}, version "
        f"{protocol.version}, its experiment and its journals, on {plan.date}."
    )


def sources(answer: Answer) -> str:
    """Where the answer was read, each place once."""
    return ", ".join(dict.fromkeys(one.source for one in answer.said))


def markdown(form: Form, plan: Plan) -> str:
    """The form as Markdown: a heading for each question, its answer, and where that was read."""
    return "\n".join(["# " + heading(form, plan), "", state(form, plan), "", *_questions(form)])


def _questions(form: Form) -> Iterator[str]:
    for answer in form.answers:
        yield f"## {answer.id}. {answer.title}"
        yield ""
        if answer.said:
            for one in answer.said:
                yield from (_plain(one.text), "")
            yield from (f"<sub>From: {_plain(sources(answer))}</sub>", "")
        else:
            yield from (f"**Owed.** {_plain(answer.owed)}", "")


_MARKED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|"})


def _plain(text: str) -> str:
    """The text with no sign that Markdown would take for its own."""
    return text.translate(_MARKED)


def word(form: Form, plan: Plan) -> bytes:
    """The form as a Word document, the same words in the same order."""
    from docx import Document

    document = Document()
    document.core_properties.title = heading(form, plan)
    document.core_properties.author = ""
    document.add_heading(heading(form, plan), level=1)
    document.add_paragraph(state(form, plan))
    for answer in form.answers:
        document.add_heading(f"{answer.id}. {answer.title}", level=2)
        for one in answer.said:
            document.add_paragraph(one.text)
        last = f"From: {sources(answer)}" if answer.said else f"Owed. {answer.owed}"
        document.add_paragraph().add_run(last).italic = True
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def as_json(form: Form) -> dict[str, Any]:
    """The form as JSON types."""
    return {
        "id": form.id,
        "title": form.title,
        "answered": len(form.answers) - len(form.owed),
        "answers": [
            {
                "id": one.id,
                "title": one.title,
                "text": one.text,
                "sources": list(dict.fromkeys(said.source for said in one.said)),
                "owed": one.owed,
            }
            for one in form.answers
        ],
    }

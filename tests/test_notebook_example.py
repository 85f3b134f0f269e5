"""The notebook of the examples runs from top to bottom, shows what it says, and is committed without what it showed."""

import re
from pathlib import Path

import pytest

nbclient = pytest.importorskip("nbclient", reason="it runs notebooks")
nbformat = pytest.importorskip("nbformat", reason="it reads notebooks")
pytest.importorskip("ipykernel", reason="it is what runs in a notebook")

NOTEBOOK = Path(__file__).resolve().parents[1] / "examples" / "notebook" / "compare-two-policies.ipynb"


def read():
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The notebook after all its cells ran in a folder of their own; an error in any of them is raised here."""
    where = {"metadata": {"path": str(tmp_path_factory.mktemp("notebook"))}}
    notebook = read()
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    return notebook


def outputs(notebook) -> list[dict[str, str]]:
    """What every cell showed, by the kind of it."""
    return [output.data for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output]


def test_what_the_notebook_showed_is_not_committed():
    notebook = read()
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) > 8
    assert [cell.id for cell in code if cell.outputs or cell.execution_count] == []


def test_every_value_is_shown_as_people_read_it(executed):
    shown = [output["text/html"] for output in outputs(executed)]
    assert len(shown) == len(outputs(executed)) > 7
    assert sum("<svg" in each for each in shown) == 2
    assert all('lang="en"' in each for each in shown if "<svg" not in each)


def test_the_answer_is_there_and_nobodys_name_or_number(executed):
    everything = " ".join(output["text/html"] for output in outputs(executed))
    assert "1.50 baht a day" in everything
    assert "3,000" in everything
    assert not re.search(r"(?<![\d.])\d{13}(?![\d.])", everything)
    assert "สมหญิง" not in everything


def test_nothing_is_said_on_the_way(executed):
    streams = [
        output for cell in executed.cells for output in cell.get("outputs", ()) if output.output_type == "stream"
    ]
    assert streams == []

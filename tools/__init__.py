"""The longer chores of tasks.py. They need Python alone: ``python -m tools.sbom`` from the top of the project."""

# Every target is a chore of tasks.py, which also runs on Windows: python tasks.py demo

# The first Python that is new enough; if there is none, python3, so that tasks.py says what is wanted.
PYTHON ?= $(or $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done),python3)

CHORES := demo test coverage check docs words bench quality compare mutate crashes fuzz oldest pythons wheel sbom lock clean

.PHONY: help $(CHORES)

help:
	@$(PYTHON) tasks.py --help

$(CHORES):
	@$(PYTHON) tasks.py $@

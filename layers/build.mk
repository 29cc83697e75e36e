# What both layers are built with. Wheels and bytecode are for one interpreter: Lambda's Python on AWS, or the one at
# LAYER_PYTHON (an absolute path). The local stack sets that, because the emulator runs the functions in its own.

SHELL := bash
.SILENT:

ROOT := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/..)
LAMBDA_PYTHON := 3.13
PYTHON := $(or $(LAYER_PYTHON),$(shell "$(ROOT)/scripts/find-python" $(LAMBDA_PYTHON)))
ifeq ($(PYTHON),)
$(error The layers' bytecode needs the Python that Lambda runs, on this machine too)
endif

TARGET = $(ARTIFACTS_DIR)/python

# SAM dates every file 1980, which Python would take for out of date: unchecked hashes make it use the bytecode as it is.
compile = "$(PYTHON)" -m compileall -q --invalidation-mode unchecked-hash -s "$(TARGET)" "$(TARGET)"

"""Errors: one tree, one exit code each, and the same after a journey between processes."""

import pickle

import pytest

from pipeline import errors
from pipeline.errors import EmcMatchError, ExitCode, ReadError

MANUAL = {
    "UsageError": 2,
    "NoInputError": 3,
    "ConfigError": 4,
    "DependencyError": 5,
    "ReadError": 10,
}


@pytest.mark.parametrize(("name", "code"), MANUAL.items())
def test_each_error_ends_the_program_with_the_code_of_the_manual(name, code):
    error = getattr(errors, name)
    assert issubclass(error, EmcMatchError)
    assert error.exit_code == code


def test_no_error_is_left_out_of_the_manual():
    own = {name for name, value in vars(errors).items() if isinstance(value, type) and value.__base__ is EmcMatchError}
    assert own == set(MANUAL)


def test_exit_codes_are_all_different():
    assert len({code.value for code in ExitCode}) == len(ExitCode)


def test_a_read_error_comes_back_whole_from_a_worker():
    again = pickle.loads(pickle.dumps(ReadError("drm", "is wrapped.")))
    assert (again.kind, again.message, str(again)) == ("drm", "is wrapped.", "is wrapped.")

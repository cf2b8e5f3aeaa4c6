"""Errors: SQL's as Python exceptions, and the report that a failed snippet leaves."""

import sys as _sys
import linecache as _linecache


class Error(Exception):
    """Base of plpy's errors; plpy.error() and plpy.fatal() raise it and its like."""


class Fatal(Error):
    pass


class SPIError(Error):
    """An SQL error. The SQL statement that failed has left no effects."""

    def __init__(self, message=None, sqlstate=None, detail=None, hint=None, raised=None):
        super().__init__(message)
        self.sqlstate = sqlstate
        self.detail = detail
        self.hint = hint
        self._raised = raised


for _class in (Error, Fatal, SPIError):
    _class.__module__ = 'plpy'


class _ErrorClasses:
    """plpy.spiexceptions: a class for each SQLSTATE, made when first asked for."""

    NAMES = {
        '22003': 'NumericValueOutOfRange', '22012': 'DivisionByZero',
        '22P02': 'InvalidTextRepresentation', '22001': 'StringDataRightTruncation',
        '23502': 'NotNullViolation', '23503': 'ForeignKeyViolation', '23505': 'UniqueViolation',
        '23514': 'CheckViolation', '23P01': 'ExclusionViolation', '25006': 'ReadOnlySqlTransaction',
        '40001': 'SerializationFailure', '40P01': 'DeadlockDetected',
        '42501': 'InsufficientPrivilege', '42601': 'SyntaxError', '42703': 'UndefinedColumn',
        '42804': 'DatatypeMismatch', '42883': 'UndefinedFunction', '42P01': 'UndefinedTable',
        '42P07': 'DuplicateTable', '55P03': 'LockNotAvailable', '57014': 'QueryCanceled',
    }

    def __init__(self):
        self._by_state = {}
        for state, name in self.NAMES.items():
            made = type(name, (SPIError,), {'sqlstate': state})
            made.__module__ = 'spiexceptions'
            self._by_state[state] = made
            setattr(self, name, made)

    def for_state(self, state):
        return self._by_state.get(state, SPIError)


_error_classes = _ErrorClasses()


def _raise_sql_error(raised, sqlstate, message, detail, hint):
    raise _error_classes.for_state(sqlstate)(
        message, sqlstate, None if detail is None else detail, None if hint is None else hint, raised)


_WHERE = 'PL/Python anonymous code block'
_SNIPPET = '<snippet>'


def _type_name(kind):
    module = kind.__module__
    if module in ('builtins', '__main__') or module is None:
        return kind.__qualname__
    return '%s.%s' % (module, kind.__qualname__)


def _traceback_text(error, source):
    """The calls that led to the error, outermost first, those of the snippet with their lines."""
    lines = ['Traceback (most recent call last):']
    entry = error.__traceback__
    source_lines = source.split('\n')
    previous, repeated = None, 0
    while entry is not None:
        code = entry.tb_frame.f_code
        file, line = code.co_filename, entry.tb_lineno
        entry = entry.tb_next
        if (code, line) == previous:
            repeated += 1
            if repeated > 2:
                continue
        else:
            _note_repeated(lines, repeated)
            previous, repeated = (code, line), 0
        if file == _SNIPPET:
            name = '<module>' if code.co_name in ('_snippet', '<module>') else code.co_name
            lines.append('  %s, line %d, in %s' % (_WHERE, line, name))
            text = source_lines[line - 1].strip() if 0 < line <= len(source_lines) else ''
        elif file.startswith('<class '):
            lines.append('  %s, line %d, in %s' % (file[1:-1], line, code.co_name))
            text = _linecache.getline(file, line).strip()
        else:
            continue
        if text:
            lines.append('    ' + text)
    _note_repeated(lines, repeated)
    lines.append(_WHERE)
    return '\n'.join(lines)


def _note_repeated(lines, repeated):
    if repeated > 2:
        lines.append('  [Previous line repeated %d more times]' % (repeated - 2))


def _message_of(error):
    try:
        text = str(error)
    except Exception:
        text = '<unprintable %s>' % type(error).__name__
    name = _type_name(type(error))
    return '%s: %s' % (name, text) if text else name


_NOT_ALLOWED = ('not allowed', 'was excluded', 'SecurityException')


def _report(error, source):
    """Tells the host how the snippet failed."""
    where = _traceback_text(error, source)
    raised = getattr(error, '_raised', None)
    if raised is not None:
        _host.failWith(raised, where)
        return
    if isinstance(error, RecursionError):
        message = 'RecursionError: maximum recursion depth exceeded'
    elif type(error).__name__ == 'ForeignException' and any(n in str(error) for n in _NOT_ALLOWED):
        message = 'PermissionError: [Errno 1] Operation not permitted'
    else:
        message = _message_of(error)
    state = getattr(error, 'sqlstate', None)
    if not (isinstance(state, str) and len(state) == 5):
        state = '53200' if isinstance(error, MemoryError) else '38000'
    detail = getattr(error, 'detail', None) if isinstance(error, Error) else None
    hint = getattr(error, 'hint', None) if isinstance(error, Error) else None
    _host.fail(state, message, detail, hint, where, 0)

"""Errors: SQL's as Python exceptions, and the report that a failed snippet leaves."""

import sys as _sys
import types as _types0


class Error(Exception):
    """Base of plpy's errors; plpy.error() and plpy.fatal() raise it and its like."""


class Fatal(Error):
    pass


class SPIError(Exception):
    """An SQL error. The SQL statement that failed has left no effects."""

    def __init__(self, message=None, sqlstate=None, detail=None, hint=None, raised=None):
        super().__init__(message)
        if sqlstate is not None:
            self.sqlstate = sqlstate
        self.detail = detail
        self.hint = hint
        self._raised = raised


for _class in (Error, Fatal, SPIError):
    _class.__module__ = 'plpy'


class _ErrorClasses(_types0.ModuleType):
    """plpy.spiexceptions: a class for each SQLSTATE, named as the condition is in PL/pgSQL."""

    def __getattr__(self, name):
        if name[:2] != '__':
            self._fill()
            if name in self.__dict__:
                return self.__dict__[name]
        raise AttributeError("module 'spiexceptions' has no attribute '%s'" % name)

    def _fill(self):
        if _error_by_state:
            return
        conditions = iter(_sql_host.conditions())
        for state, condition in zip(conditions, conditions):
            name = ''.join([word.capitalize() for word in condition.split('_')])
            made = type(name, (SPIError,), {'sqlstate': state})
            made.__module__ = 'spiexceptions'
            _error_by_state[state] = made
            self.__dict__.setdefault(name, made)

    def __dir__(self):
        self._fill()
        return [name for name in self.__dict__ if name[:1] != '_']


_error_by_state = {}
_error_classes = _ErrorClasses('spiexceptions')


def _error_class(state):
    _error_classes._fill()
    return _error_by_state.get(state, SPIError)


def _raise_sql_error(raised, sqlstate, message, fields):
    # what SPI itself refuses has no class of its own
    kind = SPIError if message.startswith('SPI_') else _error_class(sqlstate)
    error = kind(message, sqlstate, *fields[:2], raised)
    error.spidata = (sum((ord(c) - 48 & 63) << 6 * i for i, c in enumerate(sqlstate)), *fields)
    raise error


_WHERE = 'PL/Python anonymous code block'
_SNIPPET = '<snippet>'
# file of a stored class or module -> its text
_sources = {}
_FUNCTION_FILE = '<function '


class _Failure(Exception):
    """What PL/Python itself has against what user code has done."""

    def __init__(self, message, state='38000', detail=None, hint=None, context=None, position=0):
        super().__init__(message)
        self.state, self.detail, self.hint, self.context, self.position = state, detail, hint, context, position


def _type_name(kind):
    module = kind.__module__
    if module in ('builtins', '__main__') or module is None:
        return kind.__qualname__ if '<locals>' not in kind.__qualname__ else kind.__name__
    return '%s.%s' % (module, kind.__qualname__)


def _traceback_text(error, source, where):
    """The calls that led to the error, outermost first, those of the user's code with their lines."""
    lines = ['Traceback (most recent call last):']
    entry = error.__traceback__
    frame = where.replace('PL/Python procedure', 'PL/Python function')
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
        if file == _SNIPPET or file.startswith(_FUNCTION_FILE):
            name = '<module>' if code.co_name in (_FUNCTION, '<module>') else code.co_name
            lines.append('  %s, line %d, in %s' % (frame, line, name))
            text = _line(source, line)
        elif file.startswith(('<class ', '<module ')):
            lines.append('  %s, line %d, in %s' % (file[1:-1], line, code.co_name))
            text = _line(_sources.get(file, ''), line)
        else:
            continue
        if text:
            lines.append('    ' + text)
    _note_repeated(lines, repeated)
    if len(lines) == 1:
        return where
    lines.append(where)
    return '\n'.join(lines)


def _line(source, number):
    lines = source.split('\n')
    return lines[number - 1].lstrip() if 0 < number <= len(lines) else ''


def _note_repeated(lines, repeated):
    if repeated > 2:
        lines.append('  [Previous line repeated %d more times]' % (repeated - 2))


def _message_of(error, plain=False):
    try:
        text = str(error)
        if isinstance(error, UnboundLocalError):
            # as CPython words it since 3.11
            text = text.replace(*_UNBOUND).replace('local variable', 'cannot access local variable', 1)
    except Exception:
        text = '<unprintable %s>' % type(error).__name__
    name = _type_name(type(error))
    return '%s: %s' % (name, text) if text or plain else name


_UNBOUND = 'referenced before assignment', 'where it is not associated with a value'
_HOST_ERRORS = ('ForeignException', 'UnsupportedPosixFeatureException')
_NOT_ALLOWED = ('not allowed', 'was excluded', 'SecurityException')


def _is_deep_in_host(error):
    """Whether the stack ended in a call of the host."""
    return type(error).__name__ == 'ForeignException' and str(error).startswith('java.lang.StackOverflowError')


def _report(error, source, where=_WHERE, plain=False):
    """Tells the host how the user's code failed. PL/Python names the class of an SQL error, too."""
    if isinstance(error, _Failure):
        context = where if not error.context else error.context + '\n' + where
        _host.fail(error.state, str(error), error.detail, error.hint, None,
                   None if error.context == '' else context, error.position)
        return
    text = _traceback_text(error, source, where)
    raised = getattr(error, '_raised', None)
    if raised is not None:
        _host.failWith(raised, _message_of(error, True) if plain else None, text)
        return
    if isinstance(error, RecursionError) or _is_deep_in_host(error):
        message = 'RecursionError: maximum recursion depth exceeded'
    elif type(error).__name__ in _HOST_ERRORS and any(n in str(error) for n in _NOT_ALLOWED) \
            or isinstance(error, KeyError) and 'access has been denied' in str(error):
        message = 'PermissionError: [Errno 1] Operation not permitted'
    else:
        message = _message_of(error, plain)
    state = getattr(error, 'sqlstate', None)
    if not (isinstance(state, str) and len(state) == 5):
        state = '53200' if isinstance(error, MemoryError) else '38000'
    fields = [getattr(error, name, None) for name in _LOG_FIELDS] if isinstance(error, (Error, SPIError)) else [None] * 8
    _host.fail(state, message, fields[0], fields[1], fields[3:], text, 0)

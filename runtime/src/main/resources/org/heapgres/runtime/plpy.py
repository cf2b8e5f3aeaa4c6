"""plpy itself, print(), lock(), notify(): what a snippet has at hand beside the heap."""

import sys as _sys
import types as _types


def _quote_literal(text):
    if not isinstance(text, str):
        raise TypeError('quote_literal() argument 1 must be str, not %s' % type(text).__name__)
    quoted = "'" + text.replace("'", "''").replace('\\', '\\\\') + "'"
    return 'E' + quoted if '\\' in text else quoted


def _quote_nullable(text):
    return 'NULL' if text is None else _quote_literal(text)


def _quote_ident(name):
    if not isinstance(name, str):
        raise TypeError('quote_ident() argument 1 must be str, not %s' % type(name).__name__)
    return _run_sql('select pg_catalog.quote_ident($1)', (name,))[0]['quote_ident']


_plpy = _types.ModuleType('plpy')
_plpy.__dict__.update({
    'Error': Error, 'Fatal': Fatal, 'SPIError': SPIError, 'spiexceptions': _error_classes,
    'execute': _execute, 'prepare': _prepare, 'cursor': _open_cursor, 'subtransaction': _Subtransaction,
    'commit': _commit, 'rollback': _rollback, 'error': _raiser(Error), 'fatal': _raiser(Fatal),
    'quote_literal': _quote_literal, 'quote_nullable': _quote_nullable, 'quote_ident': _quote_ident,
})
for _level in ('debug', 'log', 'info', 'notice', 'warning'):
    _plpy.__dict__[_level] = _logger(_level.upper())
_sys.modules['plpy'] = _plpy


class _Lock:
    """A lock that has been taken. With nothing written, it is free again at the end of its block."""

    def __init__(self, what, key, shared, taken):
        self._what, self._key, self._shared, self._taken = what, key, shared, taken

    def __enter__(self):
        return self

    def __exit__(self, kind, *exception):
        if self._taken:
            if kind is None:
                _session.objects.flush()
            if not _session.objects.has_changes():
                _host.unlock(self._key, self._shared)
        return False

    def __repr__(self):
        return '<lock %r>' % (self._what,)


def _lock(what, timeout=None, shared=False):
    """Takes a lock in the space of pg_advisory_lock: a number is its key, a string is hashed to one.

    It is held to the end of the transaction, so that what it protects is seen by the next holder;
    to the end of a with block in which nothing was written, nor before it.
    """
    if isinstance(what, int) and not isinstance(what, bool):
        key = what
    elif isinstance(what, str):
        key = _host.lockKey(what)
    else:
        _session.objects.flush()
        key = _session.objects.oid(what)
        if key is None:
            raise TypeError('lock() takes a name, a number or a persistent object, not %s' % type(what).__name__)
    shared = bool(shared)
    got = _host.lock(key, shared, -1.0 if timeout is None else float(timeout))
    if got is None:
        raise TimeoutError('lock %r is not available' % (what,))
    return _Lock(what, key, shared, got == 'taken')


def _notify(channel, payload=''):
    """NOTIFY: listeners hear of it when the transaction commits."""
    _run_sql('select pg_catalog.pg_notify($1, $2)', (channel, payload))


def _listen(channel):
    """LISTEN: the session hears what is notified on the channel from the end of the transaction on."""
    _run_sql('LISTEN ' + _quote_ident(channel), ())


def _unlisten(channel=None):
    """UNLISTEN: from one channel or from all."""
    _run_sql('UNLISTEN ' + ('*' if channel is None else _quote_ident(channel)), ())


_heapgres.__dict__.update(Range=Range, commit=_commit, rollback=_rollback, lock=_lock, notify=_notify, listen=_listen, unlisten=_unlisten)
_NO_FIELDS = [None] * len(_LOG_FIELDS)


class _Output:
    """sys.stdout and sys.stderr: each line written is a NOTICE."""

    encoding = 'utf-8'

    def __init__(self):
        self._pending = ''

    def write(self, text):
        self._pending += text
        while '\n' in self._pending:
            line, self._pending = self._pending.split('\n', 1)
            _host.notice('NOTICE', line, _NO_FIELDS)
        return len(text)

    def flush(self):
        if self._pending:
            line, self._pending = self._pending, ''
            _host.notice('NOTICE', line, _NO_FIELDS)

    def isatty(self):
        return False

    def writable(self):
        return True


_output = _Output()
_sys.stdout = _sys.stderr = _output


def _print(*values, sep=' ', end='\n', file=None, flush=False):
    """One call, one NOTICE."""
    text = (' ' if sep is None else sep).join([str(v) for v in values])
    end = '\n' if end is None else end
    if file is not None and file is not _output:
        file.write(text + end)
    elif end == '\n' and not _output._pending:
        _host.notice('NOTICE', text, _NO_FIELDS)
    else:
        _output.write(text + end)


_print.__name__ = 'print'
_builtins.print = _print

"""plpy, sql(), print(), lock(): what a snippet has at hand beside the heap."""

import sys as _sys
import types as _types


class _Record(dict):
    """A row of a query's result: columns as items and as attributes."""

    __slots__ = ()

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError("no column '%s'" % name, name=name, obj=self) from None


class _Result(list):
    """The rows of a query, with what PL/Python's result objects tell."""

    def __init__(self, crossed):
        tag, count, names, tags, rows = crossed[0], crossed[1], crossed[2], crossed[3], crossed[4]
        self._tag, self._count = tag, count
        self._names = None if names is None else list(names)
        self._oids = [] if names is None else list(crossed[5])
        if names is None:
            super().__init__()
            return
        columns = self._names
        converters = [_converter(t) for t in tags]
        if any(converters):
            super().__init__([
                _Record(zip(columns, [v if c is None or v is None else c(v) for v, c in zip(row, converters)]))
                for row in rows])
        else:
            super().__init__([_Record(zip(columns, row)) for row in rows])

    def nrows(self):
        return self._count

    def status(self):
        """The code of the statement's kind, as SPI numbers them."""
        returning = self._names is not None
        word = self._tag.split(' ')[0]
        codes = {'SELECT': (5, 5), 'INSERT': (7, 11), 'DELETE': (8, 12), 'UPDATE': (9, 13), 'MERGE': (18, 19)}
        return codes.get(word, (4, 5))[1 if returning else 0]

    def colnames(self):
        self._check()
        return self._names

    def coltypes(self):
        self._check()
        return self._oids

    def coltypmods(self):
        self._check()
        return [-1] * len(self._oids)

    def _check(self):
        if self._names is None:
            raise Error('command did not produce a result set')


def _run_sql(text, args, types=None):
    _session.objects.flush()
    crossed = _sql_host.sql(text, [_to_sql(a) for a in args], types)
    word = crossed[0].split(' ')[0]
    if word not in ('SELECT', 'SHOW', 'EXPLAIN', 'VALUES', 'TABLE'):
        _session.epoch += 1
        if word not in ('INSERT', 'UPDATE', 'DELETE', 'MERGE'):
            _forget_names()
            _session.tables.clear()
    return _Result(crossed)


def _sql(text, *args):
    """Runs one SQL statement; $1... are the arguments. Rows have columns as attributes and items."""
    return _run_sql(text, args)


class _Plan:
    """A statement to run again and again."""

    def __init__(self, text, types):
        self._text, self._types = text, list(types)

    def status(self):
        return True

    def execute(self, args=(), limit=0):
        return _plpy.execute(self, args, limit)

    def cursor(self, args=()):
        return _plpy.cursor(self, args)


class _Cursor:
    """A query's rows, a few at a time."""

    def __init__(self, rows):
        self._rows = iter(rows)
        self._closed = False

    def __iter__(self):
        return self

    def __next__(self):
        self._check()
        return next(self._rows)

    def fetch(self, count):
        self._check()
        return [row for _, row in zip(range(count), self._rows)]

    def close(self):
        self._closed = True

    def _check(self):
        if self._closed:
            raise ValueError('fetch from a closed cursor')


class _Plpy:
    """PL/Python's module of that name."""

    Error, Fatal, SPIError = Error, Fatal, SPIError
    spiexceptions = _error_classes

    def __init__(self):
        for level in ('debug', 'log', 'info', 'notice', 'warning'):
            setattr(self, level, self._logger(level.upper()))

    @staticmethod
    def _logger(level):
        def report(*args, **fields):
            message = _log_message(args, fields)
            _host.notice(level, fields.get('sqlstate'), message,
                         _text_or_none(fields.get('detail')), _text_or_none(fields.get('hint')))
        return report

    def error(self, *args, **fields):
        self._raise(Error, args, fields)

    def fatal(self, *args, **fields):
        self._raise(Fatal, args, fields)

    @staticmethod
    def _raise(kind, args, fields):
        error = kind(_log_message(args, fields))
        error.sqlstate = fields.get('sqlstate')
        error.detail = _text_or_none(fields.get('detail'))
        error.hint = _text_or_none(fields.get('hint'))
        raise error

    def execute(self, query, args=None, limit=0):
        if isinstance(query, _Plan):
            result = _run_sql(query._text, args or (), query._types)
        else:
            result = _run_sql(query, ())
            limit = args if isinstance(args, int) else limit
        if limit:
            del result[limit:]
        return result

    def prepare(self, query, types=()):
        return _Plan(query, types)

    def cursor(self, query, args=()):
        return _Cursor(self.execute(query, args) if isinstance(query, _Plan) else self.execute(query))

    @staticmethod
    def quote_literal(text):
        quoted = "'" + text.replace("'", "''").replace('\\', '\\\\') + "'"
        return ' E' + quoted if '\\' in text else quoted

    def quote_nullable(self, text):
        return 'NULL' if text is None else self.quote_literal(text)

    @staticmethod
    def quote_ident(name):
        return _run_sql('select pg_catalog.quote_ident($1) as q', (name,))[0].q


def _text_or_none(value):
    return None if value is None else str(value)


def _log_message(args, fields):
    if 'message' in fields:
        return str(fields['message'])
    if len(args) == 1:
        return str(args[0])
    return str(args)


_plpy = _Plpy()
_plpy_module = _types.ModuleType('plpy')
for _name in dir(_plpy):
    if _name[:1] != '_':
        setattr(_plpy_module, _name, getattr(_plpy, _name))
_sys.modules['plpy'] = _plpy_module


class _Lock:
    """A lock that the transaction holds to its end."""

    def __init__(self, what):
        self._what = what

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False

    def __repr__(self):
        return '<lock %r>' % (self._what,)


def _lock(what, timeout=None, shared=False):
    """Takes a lock in the space of pg_advisory_lock: a number is its key, a string is hashed to one.

    It is held to the end of the transaction, so that what it protects is seen by the next holder.
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
    if not _host.lock(key, bool(shared), -1.0 if timeout is None else float(timeout)):
        raise TimeoutError('lock %r is not available' % (what,))
    return _Lock(what)


def _notify(channel, payload=''):
    """NOTIFY: listeners hear of it when the transaction commits."""
    _run_sql('select pg_catalog.pg_notify($1, $2)', (channel, payload))


class _Output:
    """sys.stdout and sys.stderr: each line written is a NOTICE."""

    encoding = 'utf-8'

    def __init__(self):
        self._pending = ''

    def write(self, text):
        self._pending += text
        while '\n' in self._pending:
            line, self._pending = self._pending.split('\n', 1)
            _host.notice('NOTICE', None, line, None, None)
        return len(text)

    def flush(self):
        if self._pending:
            line, self._pending = self._pending, ''
            _host.notice('NOTICE', None, line, None, None)

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
        _host.notice('NOTICE', None, text, None, None)
    else:
        _output.write(text + end)


_print.__name__ = 'print'
_builtins.print = _print

"""SQL from Python: plpy.execute, prepare, cursor and subtransaction; sql()."""

_ALL = (1 << 63) - 1
_STATUS = {'': 0, 'SELECT': 5, 'INSERT': 7, 'DELETE': 8, 'UPDATE': 9, 'FETCH': 3, 'MERGE': 18}
_STATUS_RETURNING = {'INSERT': 11, 'DELETE': 12, 'UPDATE': 13, 'MERGE': 19}
_READING = frozenset(('SELECT', 'SHOW', 'EXPLAIN', 'FETCH'))
_CHANGING_ROWS = frozenset(('INSERT', 'UPDATE', 'DELETE', 'MERGE'))
_MOST_STATEMENTS = 200


class _Result(list):
    """The rows of a query, with what PL/Python's result objects tell."""

    def __init__(self, crossed):
        self._tag, self._count, names = crossed[0], crossed[1], crossed[2]
        if names is None:
            self._names = None
            super().__init__()
            return
        columns = self._names = list(names)
        self._oids, self._typmods = crossed[5], crossed[6]
        converters = [_converter(t) for t in crossed[3]]
        if any(converters):
            super().__init__([
                _Record(zip(columns, [_inward(v, c) for v, c in zip(row, converters)])) for row in crossed[4]])
        else:
            super().__init__([
                _Record(zip(columns, [None if v is None else v for v in row])) for row in crossed[4]])

    def nrows(self):
        """Rows returned or changed."""
        return self._count

    def status(self):
        """The code of the statement's kind, as SPI numbers them."""
        word = self._tag.split(' ')[0]
        if self._names is not None and word in _STATUS_RETURNING:
            return _STATUS_RETURNING[word]
        return _STATUS.get(word, 4)

    def colnames(self):
        self._check()
        return list(self._names)

    def coltypes(self):
        self._check()
        return list(self._oids)

    def coltypmods(self):
        self._check()
        return list(self._typmods)

    def _check(self):
        if self._names is None:
            raise Error('command did not produce a result set')

    def __str__(self):
        return '<%s status=%d nrows=%d rows=%s>' % (type(self).__name__, self.status(), self._count, list.__repr__(self))


_Result.__name__ = _Result.__qualname__ = 'PLyResult'


def _running(statement, args, limit):
    """Runs SQL; what this side has changed is written before, what it has read is read again after."""
    _session.objects.flush()
    calls = _session.calls
    try:
        crossed = _sql_host.run(statement, args, limit)
    except SPIError:
        if _session.calls != calls:
            _session.objects.reload()
        raise
    if _sql_host.objectsChanged():
        _session.objects.reload()
    word = crossed[0].split(' ')[0]
    if word not in _READING or _session.calls != calls:
        _session.epoch += 1
        if word not in _CHANGING_ROWS:
            _forget_names()
    return _Result(crossed)


class _Plan:
    """A prepared statement."""

    def __init__(self, text, types=()):
        self._text = text
        self._statement = _sql_host.prepare(text, types)
        self._outward = [_outward(shape) for shape in _sql_host.shapes(self._statement)]

    def status(self):
        return True

    def execute(self, args=(), limit=0):
        return _execute(self, args, limit)

    def cursor(self, args=()):
        return _open_cursor(self, args)

    def _arguments(self, args):
        if len(args) != len(self._outward):
            count = len(self._outward)
            raise TypeError('Expected sequence of %d argument%s, got %d: %s' % (
                count, '' if count == 1 else 's', len(args), str(args)))
        return [None if a is None else convert(a) for a, convert in zip(args, self._outward)]


_Plan.__name__ = _Plan.__qualname__ = 'PLyPlan'


def _statement(text):
    """A text's statement, kept for the next time in this run."""
    known = _session.statements.get(text)
    if known is None:
        if len(_session.statements) >= _MOST_STATEMENTS:
            _session.statements.clear()
        known = _Plan(text)
        _session.statements[text] = known
    return known


def _run_sql(text, args):
    plan = _statement(text)
    return _running(plan._statement, plan._arguments(args), _ALL)


def _sql(text, *args):
    """Runs one SQL statement; $1... are the arguments. Rows have columns as attributes and items."""
    return _run_sql(text, args)


def _is_sequence(value):
    return hasattr(type(value), '__getitem__') and hasattr(type(value), '__len__')


def _execute(query, args=None, limit=0):
    if isinstance(query, str):
        if isinstance(args, int):
            limit = args
        elif args is not None:
            raise Error('plpy.execute expected a query or a plan')
        statement = _sql_host.prepare(query, ())
        return _running(statement, (), limit if limit > 0 else _ALL)
    if isinstance(query, _Plan):
        if args is None:
            args = ()
        elif not _is_sequence(args) or isinstance(args, str):
            raise TypeError('plpy.execute takes a sequence as its second argument')
        return _running(query._statement, query._arguments(args), limit if limit > 0 else _ALL)
    raise Error('plpy.execute expected a query or a plan')


def _prepare(query, types=None):
    if types is None:
        types = ()
    elif not _is_sequence(types):
        raise TypeError('second argument of plpy.prepare must be a sequence')
    for number, name in enumerate(types):
        if not isinstance(name, str):
            raise _error_class('XX000')('plpy.prepare: type name at ordinal position %d is not a string' % number)
    return _Plan(query, list(types))


class _Cursor:
    """A query's rows, a few at a time."""

    _BATCH = 50

    def __init__(self, cursor):
        self._cursor = cursor
        self._ahead = iter(())
        self._closed = False

    def __iter__(self):
        return self

    def __next__(self):
        self._check('iterating')
        for row in self._ahead:
            return row
        rows = self._read(self._BATCH)
        if not rows:
            raise StopIteration
        self._ahead = iter(rows)
        return next(self._ahead)

    def fetch(self, count):
        self._check('fetch from')
        rows = list(_islice(self._ahead, count))
        found = self._read(count - len(rows))
        found[:0] = rows
        found._count = len(found)
        return found

    def _read(self, count):
        _session.objects.flush()
        return _Result(_sql_host.fetch(self._cursor, count))

    def close(self):
        if not self._closed:
            if not _sql_host.isOpen(self._cursor):
                raise ValueError('closing a cursor in an aborted subtransaction')
            self._closed = True
            _sql_host.close(self._cursor)

    def _check(self, verb):
        if self._closed:
            raise ValueError('%s a closed cursor' % verb)
        if not _sql_host.isOpen(self._cursor):
            raise ValueError('%s a cursor in an aborted subtransaction' % verb)


_Cursor.__name__ = _Cursor.__qualname__ = 'PLyCursor'


def _open_cursor(query, args=None):
    if isinstance(query, str):
        if args is not None:
            raise TypeError('plpy.cursor expected a query or a plan')
        query = _Plan(query)
        args = ()
    if not isinstance(query, _Plan):
        raise Error('plpy.cursor expected a query or a plan')
    if args is None:
        args = ()
    elif not _is_sequence(args) or isinstance(args, str):
        raise TypeError('plpy.cursor takes a sequence as its second argument')
    _session.objects.flush()
    return _Cursor(_sql_host.open(query._statement, query._arguments(args)))


class _Subtransaction:
    """What its block does is kept when the block ends well, and undone when an exception leaves it."""

    def __init__(self):
        self._entered = self._exited = False

    def __enter__(self):
        if self._entered:
            raise ValueError('this subtransaction has already been entered')
        if self._exited:
            raise ValueError('this subtransaction has already been exited')
        _session.objects.flush()
        _sql_host.beginSubtransaction()
        self._entered = True
        _session.subtransactions += 1
        return self

    def __exit__(self, kind, value, traceback):
        if not self._entered:
            raise ValueError('this subtransaction has not been entered')
        if self._exited:
            raise ValueError('this subtransaction has already been exited')
        if _session.subtransactions == 0:
            raise ValueError('there is no subtransaction to exit from')
        self._exited = True
        _session.subtransactions -= 1
        if kind is None:
            _session.objects.flush()
            _sql_host.endSubtransaction(True)
        else:
            _sql_host.endSubtransaction(False)
            _session.objects.reload()
            _session.epoch += 1
            _forget_names()
        return False

    enter = __enter__

    def exit(self, kind, value, traceback):
        return self.__exit__(kind, value, traceback)


_Subtransaction.__name__ = _Subtransaction.__qualname__ = 'PLySubtransaction'


def _commit():
    """Commits what has been done and goes on in a new transaction."""
    _session.objects.flush()
    _sql_host.commit()
    _anew()


def _rollback():
    """Undoes what has been done and goes on in a new transaction."""
    _sql_host.rollback()
    _anew()


def _anew():
    _session.objects.reload()
    _session.epoch += 1
    _forget_names()

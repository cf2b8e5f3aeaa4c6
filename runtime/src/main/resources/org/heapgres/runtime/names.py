"""What names mean in a snippet: its own globals, then roots and tables, then builtins."""

import builtins as _builtins

_builtin_names = vars(_builtins)


class _Session:
    """The state of what runs: a snippet or function, and those it has called by way of SQL."""

    # what each of them has for itself
    _OWN = ('source', 'plain', 'statements', 'scopes', 'subtransactions')

    def __init__(self):
        self.objects = None
        self.statements = {}
        # id of a row -> it, and the values of its that were handed out and may be changed in place
        self.handed = {}
        self.epoch = 0
        self.calls = 0
        self.scopes = []
        self.source = ''
        self.plain = False
        self.subtransactions = 0

    def begin_inner(self, source, plain):
        """Begins what something that runs has called; what that had for itself is returned."""
        outer = [getattr(self, name) for name in self._OWN]
        self.source, self.plain = source, plain
        self.statements, self.scopes = {}, []
        self.subtransactions = 0
        return outer

    def end_inner(self, outer):
        for name, value in zip(self._OWN, outer):
            setattr(self, name, value)


_session = _Session()


class _Globals(dict):
    """The globals of a snippet or of a stored class; looks further when a name is missing."""

    __slots__ = ()

    def __missing__(self, name):
        value = _resolve(name)
        if value is _ABSENT:
            # a built-in one too, so that nobody asks the host for it again
            value = _builtin_names.get(name, _ABSENT)
        if value is not _ABSENT:
            _session.scopes.append((self, name))
            dict.__setitem__(self, name, value)
            return value
        found = _class_by_name(name)
        if found is not None:
            return found
        raise KeyError(name)


_ABSENT = object()


def _resolve(name, schema=None):
    """A root set by this snippet, a table, a stored root, or _ABSENT."""
    pending = _session.objects.pending_root(schema, name)
    if pending is not _ABSENT:
        return pending
    return _meaning(_object_host.resolve(name) if schema is None else _object_host.resolveIn(schema, name))


def _meaning(found):
    """A table, a root's value, or _ABSENT, from what the host found."""
    if found is None:
        return _ABSENT
    if type(found) is str:
        return _session.objects.root_value(found)
    return _table(found)


def _forget_names():
    """Resolved names are looked up again: their meaning may have changed."""
    scopes = _session.scopes
    if scopes:
        for scope, name in scopes:
            scope.pop(name, None)
        scopes.clear()


class _Heap:
    """The roots: heap.name, heap['name'], heap['schema.name']."""

    __slots__ = ()

    def __getattr__(self, name):
        value = self._find(name)
        if value is _ABSENT:
            raise AttributeError("no root or table '%s'" % name, name=name, obj=self)
        return value

    def __getitem__(self, name):
        value = self._find(name)
        if value is _ABSENT:
            raise KeyError(name)
        return value

    def __contains__(self, name):
        return self._find(name) is not _ABSENT

    def __setattr__(self, name, value):
        self[name] = value

    def __setitem__(self, name, value):
        schema, plain = _split(name)
        if isinstance(value, (_Table, _Row)):
            raise TypeError('cannot persist %s at heap.%s' % (type(value).__name__, name))
        _session.objects.set_root(schema, plain, value)
        _forget_names()

    def __delattr__(self, name):
        if not self._remove(name):
            raise AttributeError("no root '%s'" % name, name=name, obj=self)

    def __delitem__(self, name):
        if not self._remove(name):
            raise KeyError(name)

    def _remove(self, name):
        schema, plain = _split(name)
        _forget_names()
        return _session.objects.remove_root(schema, plain)

    @staticmethod
    def _find(name):
        schema, plain = _split(name)
        return _resolve(plain, schema)

    def roots(self):
        """The names of all roots; those of other schemas with their schema."""
        _session.objects.flush()
        return list(_object_host.rootNames())

    def oid(self, value):
        """The oid of a persistent object; None when it is not persistent, or part of another."""
        _session.objects.flush()
        return _session.objects.oid(value)

    def get(self, oid):
        """The object with that oid, which may be given as {'$ref': oid}."""
        return _session.objects.get(oid['$ref'] if isinstance(oid, dict) else oid)

    def ref(self, value):
        """What stands for a persistent object in results: {'$ref': oid}. heap.get() takes it, too."""
        _session.objects.flush()
        oid = _session.objects.own_oid(value)
        if oid is None:
            raise TypeError('heap.ref() takes a persistent object, not %s' % type(value).__name__)
        return {'$ref': oid}

    def __repr__(self):
        return '<heap>'


def _split(name):
    """Schema and plain name of 'schema.name'; the schema is None without one."""
    if not isinstance(name, str):
        raise TypeError('the name of a root is a string, not %s' % type(name).__name__)
    schema, dot, plain = name.rpartition('.')
    return (schema, plain) if dot else (None, name)


_heap = _Heap()

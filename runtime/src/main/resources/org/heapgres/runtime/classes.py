"""Stored classes, kept from snippet to snippet while they stay as their source made them."""

_class_cache = {}
_in_use = []
_STATE = (list, dict, set, _deque, bytearray)


class _Loaded:
    __slots__ = ('cls', 'scope', 'members', 'names', 'needs', 'keep', 'loads_whole')


def _stored_class(name, source):
    loaded = _class_cache.get((name, source))
    if loaded is not None and any(_modules.required(need) is not module for need, module in loaded.needs):
        del _class_cache[name, source]
        _forget_ghost(loaded.cls)
        loaded = None
    if loaded is None:
        file = '<class %s>' % name
        scope = _new_scope()
        _sources[file] = source
        exec(_module_code(source, file), scope)
        loaded = _Loaded()
        loaded.cls = dict.get(scope, name)
        if not isinstance(loaded.cls, type):
            raise LookupError('the stored source of class %s does not define it' % name)
        _install_barrier(loaded.cls)
        loaded.scope = scope
        loaded.keep = not any(isinstance(v, _STATE) for k, v in vars(loaded.cls).items()
                              if k[:2] != '__')
        loaded.members, loaded.names = dict(vars(loaded.cls)), dict(scope)
        loaded.needs = _modules_needed(source)
        loaded.loads_whole = _kinds_loaded(_tree(source).body, _host.mentions(source, 'BYPASSES'))
        _class_cache[name, source] = loaded
    _in_use.append((name, source, loaded))
    return loaded.cls, loaded.loads_whole


def _same(now, then):
    return len(now) == len(then) and all(now.get(k, _ABSENT) is v for k, v in then.items())


def _release_classes():
    """Drops classes whose state a snippet changed, so that nothing leaks into the next."""
    for name, source, loaded in _in_use:
        if not (loaded.keep and _same(vars(loaded.cls), loaded.members)
                and _same(loaded.scope, loaded.names) and _ghost_is_as_made(loaded.cls)):
            _class_cache.pop((name, source), None)
            _forget_ghost(loaded.cls)
    _in_use.clear()


def _ghost_is_as_made(cls):
    ghost = _ghost_classes.get(cls)
    return ghost is None or len(vars(ghost)) == _ghost_sizes[ghost]


def _forget_ghost(cls):
    ghost = _ghost_classes.pop(cls, None)
    _ghosts.pop(ghost, None)
    _ghost_sizes.pop(ghost, None)


def _class_by_name(name):
    return _session.objects.class_by_name(name)


# ---- annotations, which make columns


_SQL_TYPES = {'str': 'text', 'int': 'int8', 'float': 'float8', 'bool': 'bool', 'bytes': 'bytea',
              'Decimal': 'numeric', 'date': 'date', 'time': 'time', 'datetime': 'timestamptz',
              'timedelta': 'interval', 'UUID': 'uuid'}


def _sql_type(annotation):
    """The SQL type that stands for an annotation; None for what is no attribute of instances."""
    if isinstance(annotation, type) and hasattr(annotation, '__members__'):
        return 'text'
    text = annotation if isinstance(annotation, str) else getattr(annotation, '__name__', None) \
        if isinstance(annotation, type) and not hasattr(annotation, '__origin__') else repr(annotation)
    text = text.removeprefix('typing.')
    if text.partition('[')[0] == 'ClassVar':
        return None
    if text[:9] == 'Optional[':
        text = text[9:-1]
    else:
        others = [part.strip() for part in text.split('|') if part.strip() != 'None']
        text = others[0] if len(others) == 1 else text
    return _SQL_TYPES.get(text.rpartition('.')[2], 'jsonb')


def _annotated_attributes(cls):
    """Name, SQL type and default of the attributes that a class annotates, as tokens."""
    found = {}
    for base in reversed(cls.__mro__):
        for name, annotation in base.__dict__.get('__annotations__', _NO_ATTRIBUTES).items():
            kind = _sql_type(annotation)
            if kind is not None:
                found[name] = kind, list(getattr(annotation, '__members__', ()))
    tokens = []
    for name, (kind, labels) in found.items():
        encoder = _Encoder(None, None)
        missing = getattr(cls, name, None)
        encoder.value(missing if type(missing) in _PLAIN_SCALARS or _scalar_encoder(type(missing)) else None)
        encoder.value(tuple(labels))
        tokens += ('s' + name, 's' + kind, *encoder.out)
    return _SEP.join(tokens)

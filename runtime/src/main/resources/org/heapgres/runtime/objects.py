"""Transparent persistence: what is reachable from a root is stored, however it was changed.

Records hold an instance or a container. A container lies in its owner's record unless it is shared,
cyclic, deep or big; then it has an oid and a record of its own. Instances load when first touched
(until then they are ghosts), containers with their owner.
"""

import collections as _collections
import datetime as _dt2
import re as _re
import sys as _sys2

if hasattr(_sys2, 'set_int_max_str_digits'):
    _sys2.set_int_max_str_digits(0)

_SEP = '\x1f'
_deque = _collections.deque
_object_setattr = object.__setattr__

_INLINE_DEPTH = 30
_INLINE_SIZE = 1000

# id(object) -> oid, of everything that has a record of its own; and the other way round
_oid_of = {}
_by_oid = {}
# id(container) -> (oid of the record it lies in, the container)
_owner = {}
# oids of records to be written, and of those that hold what has no barrier and must be compared
_dirty = set()
_compare = set()
# ghost class -> class, and the other way round; ids of instances of __slots__ classes not yet loaded
_ghosts = {}
_ghost_classes = {}
_ghost_sizes = {}
_unfilled = set()


def _touch(container):
    """Called by every mutator of a stored container."""
    key = id(container)
    oid = _oid_of.get(key)
    if oid is not None:
        _dirty.add(oid)
    else:
        owner = _owner.get(key)
        if owner is not None:
            _dirty.add(owner[0])


def _with_barriers(base, names):
    """A subclass of a built-in container whose mutators tell; it passes for the container itself."""

    def barrier(original):
        def mutator(self, *args, **named):
            _touch(self)
            return original(self, *args, **named)
        mutator.__name__ = original.__name__
        return mutator

    members = {name: barrier(getattr(base, name)) for name in names}
    members['__slots__'] = ()
    members['__copy__'] = lambda self: base(self)
    members['__reduce_ex__'] = lambda self, protocol: (base, (base(self),))
    made = type(base.__name__, (base,), members)
    made.__qualname__, made.__module__ = base.__qualname__, base.__module__
    return made


_List = _with_barriers(list, (
    '__setitem__', '__delitem__', 'append', 'extend', 'insert', 'pop', 'remove', 'clear', 'sort',
    'reverse', '__iadd__', '__imul__'))
_Dict = _with_barriers(dict, (
    '__setitem__', '__delitem__', 'clear', 'pop', 'popitem', 'setdefault', 'update', '__ior__'))
_Set = _with_barriers(set, (
    'add', 'discard', 'remove', 'pop', 'clear', 'update', 'intersection_update',
    'difference_update', 'symmetric_difference_update', '__iand__', '__ior__', '__isub__',
    '__ixor__'))
_Deque = _with_barriers(_deque, (
    'append', 'appendleft', 'pop', 'popleft', 'extend', 'extendleft', 'insert', 'remove', 'clear',
    'rotate', 'reverse', '__setitem__', '__delitem__', '__iadd__', '__imul__'))


def _deepcopy_list(self, memo):
    from copy import deepcopy
    made = memo[id(self)] = []
    made.extend([deepcopy(x, memo) for x in self])
    return made


def _deepcopy_dict(self, memo):
    from copy import deepcopy
    made = memo[id(self)] = {}
    for key, value in self.items():
        made[deepcopy(key, memo)] = deepcopy(value, memo)
    return made


def _deepcopy_iterable(base):
    def deepcopy_container(self, memo):
        from copy import deepcopy
        made = memo[id(self)] = base([deepcopy(x, memo) for x in self])
        return made
    return deepcopy_container


_List.__deepcopy__ = _deepcopy_list
_Dict.__deepcopy__ = _deepcopy_dict
_Set.__deepcopy__ = _deepcopy_iterable(set)
_Set.__repr__ = lambda self: repr(set(self))
_Deque.__deepcopy__ = _deepcopy_iterable(_deque)

_WITHOUT_BARRIER = frozenset((list, dict, set, _deque, bytearray))
_LISTS, _DICTS, _SETS, _DEQUES = (list, _List), (dict, _Dict), (set, _Set), (_deque, _Deque)
_CONTAINERS = frozenset(_LISTS + _DICTS + _SETS + _DEQUES + (tuple, frozenset))
# Classes of the standard library that are made from arguments and hold entries or elements.
_LIBRARY = {
    _collections.OrderedDict: ('collections.OrderedDict', dict),
    _collections.Counter: ('collections.Counter', dict),
    _collections.defaultdict: ('collections.defaultdict', dict),
}
_LIBRARY_BY_NAME = {name: cls for cls, (name, _) in _LIBRARY.items()}
# Classes of module heapgres, which hold parts: parts.py puts them here.
_PARTED = {}
_PARTED_NAMES = {}
_FACTORIES = {'list': list, 'dict': dict, 'set': set, 'int': int, 'str': str, 'float': float,
              'tuple': tuple, 'bool': bool, 'deque': _deque, 'None': None}
_BUILTIN_BASES = (dict, list, set, _deque, tuple, frozenset, str, bytes, bytearray, int, float)

# Code that may change an object past its barriers; its loaded objects are compared at the end.
_BYPASS = _re.compile(
    r'__dict__|\bvars\s*\(|__setattr__|__delattr__|__set__|__setstate__|cached_property|'
    r'\b(list|dict|set|deque|object)\s*\.\s*[a-z_]+\s*\(')


_CLEARERS = {dict: dict.clear, list: list.clear, set: set.clear, _deque: _deque.clear}
_REFILLED = frozenset((dict, list, set, _deque, _List, _Dict, _Set, _Deque))


class _CannotPersist(TypeError):
    def __init__(self, culprit, what=None):
        super().__init__('cannot persist %s' % (what or _kind_name(culprit)))
        self.culprit = culprit


_CannotPersist.__name__ = _CannotPersist.__qualname__ = 'TypeError'
_CannotPersist.__module__ = 'builtins'


def _kind_name(value):
    if isinstance(value, type):
        return 'class %s' % value.__qualname__
    return type(value).__name__


class _Again(Exception):
    """A container of the record being encoded got a record of its own: encode it once more."""


# ---- ghosts and barriers


_NOT_FORWARDED = frozenset((
    '__class__', '__new__', '__init__', '__getattribute__', '__getattr__', '__setattr__',
    '__delattr__', '__init_subclass__', '__subclasshook__', '__class_getitem__', '__doc__',
    '__module__', '__dict__', '__weakref__', '__slots__', '__annotations__', '__post_init__',
    '__upgrade__', '__match_args__', '__del__'))


def _ghost_class(cls):
    known = _ghost_classes.get(cls)
    if known is not None:
        return known

    def get_attribute(self, name):
        if name == '__class__':
            return cls
        _fault(self)
        return getattr(self, name)

    def set_attribute(self, name, value):
        _fault(self)
        setattr(self, name, value)

    def delete_attribute(self, name):
        _fault(self)
        delattr(self, name)

    def forward(name):
        def special(self, *args, **named):
            _fault(self)
            return getattr(type(self), name)(self, *args, **named)
        return special

    members = {'__getattribute__': get_attribute,
               '__setattr__': set_attribute, '__delattr__': delete_attribute}
    for name in dir(cls):
        if name[:2] == '__' and name not in _NOT_FORWARDED and callable(getattr(cls, name, None)):
            members[name] = forward(name)
    ghost = type.__new__(type(cls), cls.__name__, (cls,), members) if type(cls) is not type \
        else type(cls.__name__, (cls,), members)
    ghost.__qualname__, ghost.__module__ = cls.__qualname__, cls.__module__
    _ghost_classes[cls] = ghost
    _ghosts[ghost] = cls
    _ghost_sizes[ghost] = len(vars(ghost))
    return ghost


def _is_ghost(value):
    return type(value) in _ghosts or id(value) in _unfilled


def _fault(ghost):
    """Loads a ghost's attributes; it is an ordinary instance from then on."""
    cls = _ghosts.get(type(ghost))
    if cls is None and id(ghost) not in _unfilled:
        return
    oid = _oid_of.get(id(ghost))
    if oid is None:
        raise ReferenceError('the object belongs to a snippet that is over')
    if cls is None:
        _unfilled.discard(id(ghost))
    else:
        _object_setattr(ghost, '__class__', cls)
    _session.objects.fill_instance(ghost, oid)


def _has_dict(cls):
    return any('__dict__' in base.__dict__ for base in cls.__mro__)


def _load_when_missing(cls):
    """Lets instances of a __slots__ class load when an attribute is missing: their class is fixed."""
    original = getattr(cls, '__getattr__', None)
    if getattr(original, '_loads', False):
        return

    def get_missing(self, name):
        if id(self) in _unfilled:
            _fault(self)
            return getattr(self, name)
        if original is not None:
            return original(self, name)
        raise AttributeError("'%s' object has no attribute '%s'" % (cls.__name__, name), name=name, obj=self)

    get_missing._loads = True
    cls.__getattr__ = get_missing


def _install_barrier(cls):
    """Makes attribute writes of a class's instances tell; once per class."""
    original_set, original_delete = cls.__setattr__, cls.__delattr__
    if getattr(original_set, '_barrier', False):
        return

    def set_attribute(self, name, value):
        if _unfilled and id(self) in _unfilled:
            _fault(self)
        original_set(self, name, value)
        oid = _oid_of.get(id(self))
        if oid is not None:
            _dirty.add(oid)

    def delete_attribute(self, name):
        if _unfilled and id(self) in _unfilled:
            _fault(self)
        original_delete(self, name)
        oid = _oid_of.get(id(self))
        if oid is not None:
            _dirty.add(oid)

    set_attribute._barrier = True
    set_attribute.__name__, delete_attribute.__name__ = '__setattr__', '__delattr__'
    cls.__setattr__ = set_attribute
    cls.__delattr__ = delete_attribute


def _slot_names(cls):
    names = []
    for base in cls.__mro__:
        slots = base.__dict__.get('__slots__', ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name in ('__dict__', '__weakref__'):
                continue
            if name.startswith('__') and not name.endswith('__'):
                name = '_%s%s' % (base.__name__.lstrip('_'), name)
            names.append(name)
    return names


def _attributes(obj):
    """An instance's attributes as (name, value), without running its code."""
    found = list(getattr(obj, '__dict__', _NO_ATTRIBUTES).items())
    for name in _slot_names(type(obj)):
        try:
            found.append((name, object.__getattribute__(obj, name)))
        except AttributeError:
            pass
    return found


_NO_ATTRIBUTES = {}
_NOTHING = frozenset()


def _builtin_base(cls):
    for base in _BUILTIN_BASES:
        if issubclass(cls, base):
            return base
    return None


# ---- annotations, which make columns


_SQL_TYPES = {'str': 'text', 'int': 'int8', 'float': 'float8', 'bool': 'bool', 'bytes': 'bytea',
              'Decimal': 'numeric', 'date': 'date', 'time': 'time', 'datetime': 'timestamptz',
              'timedelta': 'interval', 'UUID': 'uuid'}
_OPTIONAL = _re.compile(r'(?:typing\.)?Optional\[(.*)\]|(.*?)\s*\|\s*None|None\s*\|\s*(.*)')


def _sql_type(annotation):
    """The SQL type that stands for an annotation; None for what is no attribute of instances."""
    if isinstance(annotation, type) and hasattr(annotation, '__members__'):
        return 'text'
    text = annotation if isinstance(annotation, str) else getattr(annotation, '__name__', None) \
        if isinstance(annotation, type) and not hasattr(annotation, '__origin__') else repr(annotation)
    if _re.match(r'(?:typing\.)?ClassVar\b', text):
        return None
    optional = _OPTIONAL.fullmatch(text)
    if optional:
        text = next(group for group in optional.groups() if group)
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


# ---- one snippet's objects


class _Objects:

    def __init__(self):
        self._snippet = None
        self._scope = None
        self._roots = {}
        self._root_values = {}
        self._classes = {}
        self._class_ids = {}
        self._filling = None
        self._compare_all = False
        self._queue = {}
        self._own = []
        self._outer = []
        self._deferred = {}
        self._big_container = None
        # kinds of big containers that the code which runs may look into past their methods
        self.loads_whole = _NOTHING

    def big_container(self):
        """Containers of more entries have records for them."""
        if self._big_container is None:
            self._big_container = int(_host.setting('heapgres.big_container'))
        return self._big_container

    def load_whole(self, kinds):
        """Code runs that may look into containers of these kinds past their methods."""
        if not kinds <= self.loads_whole:
            self.loads_whole |= kinds
            for oid in [oid for oid, spread in _spreads.items() if spread.name in kinds]:
                _whole(_by_oid[oid])

    def enter(self, code, scope):
        """Another piece of code runs inside of the one that runs."""
        self._outer.append((self._snippet, self._scope))
        self._snippet, self._scope = code, scope
        self._compare_all = self._compare_all or code.bypasses
        self.load_whole(code.loads_whole)

    def leave(self):
        self._snippet, self._scope = self._outer.pop()

    def compare_all(self):
        """Code runs that may change objects past their barriers."""
        self._compare_all = True
        self.load_whole(_ALL_KINDS)

    def begin(self, snippet, scope):
        self._snippet = snippet
        self._scope = scope
        self._compare_all = snippet.bypasses
        self.loads_whole = snippet.loads_whole
        self._big_container = None

    def end(self):
        """Forgets the snippet's objects; most snippets have none."""
        if self._root_values or self._roots:
            self._roots.clear()
            self._root_values.clear()
        if self._classes:
            for cls in self._own:
                _forget_ghost(cls)
            self._own.clear()
            self._classes.clear()
            self._class_ids.clear()
            _release_classes()
        self._deferred.clear()
        if _by_oid or _owner:
            for table in (_oid_of, _by_oid, _owner, _dirty, _compare, _unfilled, _spreads, _lazy_states):
                table.clear()
            self._filling = None
            self._queue.clear()

    # -- roots

    def set_root(self, schema, name, value):
        self._roots[schema, name] = value

    def pending_root(self, schema, name):
        roots = self._roots
        return roots.get((schema, name), _ABSENT) if roots else _ABSENT

    def remove_root(self, schema, name):
        pending = self._roots.pop((schema, name), _ABSENT)
        return _object_host.removeRoot(schema, name) or pending is not _ABSENT

    def root_value(self, tokens):
        """What a root is; an instance is loaded, since a snippet that names it will use it."""
        value = self._decoded(tokens.split(_SEP), None)
        _fault(value)
        return value

    def note_root(self, name, value):
        self._root_values[name] = value

    def oid(self, value):
        return _oid_of.get(id(value))

    def own_oid(self, value):
        """As oid(), but what lies in another object's record gets one of its own."""
        owner = _owner.get(id(value))
        if owner is not None and owner[1] is value and not isinstance(value, (tuple, frozenset)):
            _dirty.add(owner[0])
            return self.promote(value, owner[0])
        return self.oid(value)

    def get(self, oid):
        known = _by_oid.get(oid)
        if known is None:
            tokens = _object_host.load(oid)
            if tokens is None:
                raise KeyError(oid)
            if tokens[0] == 'I':
                known = self._instance(oid, int(tokens[1:tokens.index(',')]))
            else:
                known = self._outermost(self._container, oid)
        return known

    # -- classes

    def class_for(self, class_id):
        """The class of that id: the snippet's own definition once it has run, else the stored one."""
        known = self._classes.get(class_id)
        if known is None:
            record = _object_host.classById(class_id)
            if record is None:
                raise LookupError('class %d is not stored' % class_id)
            known = self._adopt(record)
        return known

    def class_by_name(self, name):
        record = _object_host.classByName(name)
        if record is None:
            return None
        return self._classes.get(record[0]) or self._adopt(record)

    def _adopt(self, record):
        class_id, name, version, source = record
        if '.' in name:
            cls = _modules.class_named(name)
            self.load_whole(_ALL_KINDS)
            self._remember(cls, class_id, version)
            return cls
        own = dict.get(self._scope, name)
        if isinstance(own, type) and own.__module__ == '__main__' and self._snippet.defines(name):
            self._define(own, name)
            return own
        cls, kinds = _stored_class(name, source)
        self.load_whole(kinds)
        if _BYPASS.search(source):
            self._compare_all = True
        self._remember(cls, class_id, version)
        return cls

    def _remember(self, cls, class_id, version):
        self._classes[class_id] = cls
        self._class_ids[cls] = (class_id, version)
        _install_barrier(cls)
        if _slot_names(cls) and not _has_dict(cls):
            _load_when_missing(cls)

    def _define(self, cls, name):
        """Stores a class that the snippet defines, and the snippet's classes that it names."""
        source, others = self._snippet.class_source(name)
        record = _object_host.defineClass(name, source, _annotated_attributes(cls))
        self._own.append(cls)
        self._remember(cls, record[0], record[2])
        for other in others:
            known = dict.get(self._scope, other)
            if isinstance(known, type) and known not in self._class_ids:
                self._define(known, other)
        return self._class_ids[cls]

    def _class_id(self, cls, instance):
        """Id and version of an instance's class, which is stored if it is new."""
        known = self._class_ids.get(cls)
        if known is not None:
            return known
        name = cls.__qualname__
        if cls.__module__ == '__main__' and dict.get(self._scope, name) is cls and self._snippet.defines(name):
            return self._define(cls, name)
        if cls.__module__ in _modules.loaded and '<locals>' not in name:
            record = _object_host.defineModuleClass(cls.__module__, name, _annotated_attributes(cls))
            self._remember(cls, record[0], record[2])
            return self._class_ids[cls]
        if cls.__module__ == '__main__':
            raise _CannotPersist(instance, 'an instance of %s, which is not a class at the top of a snippet' % name)
        raise _CannotPersist(instance)

    def store_class(self, cls, name):
        """Stores a class that the snippet defines, whether or not it has instances."""
        if cls not in self._class_ids:
            self._define(cls, name)

    def store_redefined(self):
        """Classes that the snippet defines anew get their new version, instances or none."""
        for name in self._snippet.class_names:
            cls = dict.get(self._scope, name)
            if isinstance(cls, type) and cls not in self._class_ids and _object_host.classByName(name) is not None:
                self._define(cls, name)

    # -- loading

    def _outermost(self, load, *args):
        """Runs a load, then fills the containers that it met; they are registered but empty till then."""
        before, self._filling = self._filling, []
        try:
            result = load(*args)
            filling = self._filling
            while filling:
                container, tokens, oid = filling.pop()
                self._fill(container, tokens, oid)
        finally:
            self._filling = before
        return result

    def _decoded(self, tokens, oid):
        return self._outermost(self._value, iter(tokens), oid)

    def _reference(self, text):
        oid, _, class_id = text.partition(',')
        oid = int(oid)
        known = _by_oid.get(oid)
        if known is not None:
            return known
        return self._container(oid) if class_id == '0' else self._instance(oid, int(class_id))

    def _instance(self, oid, class_id):
        cls = self.class_for(class_id)
        if _builtin_base(cls) is not None:
            return self._outermost(self._with_content, oid, cls)
        if not _slot_names(cls):
            made = object.__new__(_ghost_class(cls))
        else:
            made = object.__new__(cls)
            _unfilled.add(id(made))
        self._register(oid, made)
        if type(made) is cls and _has_dict(cls):
            _fault(made)
        return made

    @staticmethod
    def _register(oid, value):
        _by_oid[oid] = value
        _oid_of[id(value)] = oid

    def _container(self, oid):
        tokens = _object_host.load(oid)
        if tokens is None:
            raise LookupError('object %d is not stored' % oid)
        tokens = tokens.split(_SEP)
        make = _EMPTY.get(tokens[0][0])
        if tokens[0].startswith(_SPREAD_HEADS):
            made, spread = _spread_container(self, oid, tokens)
            self._register(oid, made)
            if spread is not None:
                self._filling.append((made, tokens, oid))
        elif make is None:
            made = self._value(iter(tokens), oid)
            # an instance in it that extends a container, and has it, has made it already
            made = _by_oid.get(oid, made)
            self._register(oid, made)
        else:
            made = make()
            self._register(oid, made)
            self._filling.append((made, tokens, oid))
        return made

    def _fill(self, container, tokens, oid):
        if tokens[0].startswith(_SPREAD_HEADS):
            _spreads[oid].load(self, container)
            return
        stream = iter(tokens)
        head = next(stream)
        self._fill_from(container, head[0], int(head[1:]), stream, oid)

    def _fill_from(self, container, tag, count, stream, oid):
        value = self._value
        if tag == 'm':
            put = dict.__setitem__
            for _ in range(count):
                key = value(stream, oid)
                put(container, key, value(stream, oid))
        elif tag == 'l':
            list.extend(container, [value(stream, oid) for _ in range(count)])
        elif tag == '{':
            set.update(container, [value(stream, oid) for _ in range(count)])
        else:
            _deque.extend(container, [value(stream, oid) for _ in range(count)])

    def _value(self, stream, oid):
        token = next(stream)
        tag = token[0]
        if tag == 's':
            return token[1:]
        if tag == 'i':
            return int(token[1:])
        if tag == 'r':
            return self._reference(token[1:])
        if tag == 'N':
            return None
        make = _EMPTY.get(tag)
        if make is not None:
            made = make()
            if oid is not None:
                _owner[id(made)] = (oid, made)
            self._fill_from(made, tag, int(token[1:]), stream, oid)
            return made
        if tag == '(' or tag == 'z':
            items = [self._value(stream, oid) for _ in range(int(token[1:]))]
            made = tuple(items) if tag == '(' else frozenset(items)
            if oid is not None and not _is_flat(items):
                _owner[id(made)] = (oid, made)
            return made
        if tag == 'E':
            class_id, _, name = token[1:].partition(',')
            return self.class_for(int(class_id))[name]
        if tag == 'L':
            return self._library(token[1:], stream, oid)
        if tag == 'I':
            return self._inline_instance(token[1:], stream, oid)
        if tag == 'B':
            made = bytearray.fromhex(token[1:])
            if oid is not None:
                _compare.add(oid)
            return made
        return _SCALARS[tag](token[1:])

    def _library(self, text, stream, oid):
        name, _, count = text.rpartition(',')
        arguments = [self._value(stream, oid) for _ in range(int(count))]
        parted = _PARTED.get(name)
        if parted is not None:
            next(stream)
            return self._parted(parted, arguments)
        if name == 'heapgres.Range':
            return Range(*self._value(stream, oid))
        if oid is not None:
            _compare.add(oid)
        content = self._value(stream, oid)
        if name == 'collections.deque':
            made = _deque(content, arguments[0])
        elif name == 'collections.defaultdict':
            made = _collections.defaultdict(_FACTORIES[arguments[0]], content)
        else:
            made = _LIBRARY_BY_NAME[name](content)
        _owner.pop(id(content), None)
        if oid is not None:
            _owner[id(made)] = (oid, made)
        return made

    @staticmethod
    def _parted(cls, arguments):
        made = cls.__new__(cls)
        made._oid = arguments[0]
        if cls is _PARTED['heapgres.Queue']:
            made._pushed = []
        return made

    def _inline_instance(self, text, stream, oid):
        """An immutable value of a class of the user's that extends a built-in type."""
        class_id = int(text.split(',', 1)[0])
        count = int(text.rsplit(',', 1)[1])
        cls = self.class_for(class_id)
        content = self._value(stream, oid)
        made = _builtin_base(cls).__new__(cls, content)
        for _ in range(count):
            name = next(stream)[1:]
            _object_setattr(made, name, self._value(stream, oid))
        return made

    def _with_content(self, oid, cls):
        """An instance of a class that extends a container: loaded at once."""
        made = _builtin_base(cls).__new__(cls)
        self._register(oid, made)
        self._fill_content(made, oid)
        return made

    def _fill_content(self, made, oid):
        base = _builtin_base(type(made))
        stream = iter(_object_host.load(oid).split(_SEP))
        head = next(stream)[1:].split(',')
        content = self._value(stream, oid)
        if base is dict:
            dict.update(made, content)
        elif base is list:
            list.extend(made, content)
        elif base is set:
            set.update(made, content)
        elif base is _deque:
            base.__init__(made, content)
        _owner.pop(id(content), None)
        self._set_attributes(made, int(head[2]), stream, oid)
        _compare.add(oid)

    def fill_instance(self, instance, oid):
        tokens = _object_host.load(oid)
        if tokens is None:
            raise LookupError('object %d is not stored' % oid)
        self._outermost(self._fill_instance, instance, tokens, oid)

    def _fill_instance(self, instance, tokens, oid):
        stream = iter(tokens.split(_SEP))
        class_id, version, count = next(stream)[1:].split(',')
        cls = self.class_for(int(class_id))
        if cls is not type(instance):
            _object_setattr(instance, '__class__', cls)
        next(stream)
        self._set_attributes(instance, int(count), stream, oid)
        if int(version) != self._class_ids[cls][1]:
            self._upgrade(instance, int(version), oid)

    def _set_attributes(self, instance, count, stream, oid):
        value = self._value
        attributes = getattr(instance, '__dict__', None)
        slots = _slot_names(type(instance))
        for _ in range(count):
            name = next(stream)[1:]
            if attributes is not None and name not in slots:
                attributes[name] = value(stream, oid)
            else:
                content = value(stream, oid)
                try:
                    _object_setattr(instance, name, content)
                except AttributeError:
                    pass

    @staticmethod
    def _upgrade(instance, version, oid):
        upgrade = getattr(type(instance), '__upgrade__', None)
        if upgrade is not None:
            upgrade(instance, version)
            _dirty.add(oid)

    def reload(self):
        """What was done is undone in the transaction: everything here is as it is there now."""
        self._roots.clear()
        self._root_values.clear()
        for deferring in self._deferred.values():
            deferring.forget_deferred()
        self._deferred.clear()
        _session.handed.clear()
        for table in (_dirty, _compare, _owner):
            table.clear()
        for class_id, cls in list(self._classes.items()):
            if _object_host.classById(class_id) is None:
                del self._classes[class_id]
                self._class_ids.pop(cls, None)
        self.load_whole(_ALL_KINDS)
        _spreads.clear()
        for oid, value in list(_by_oid.items()):
            tokens = _object_host.load(oid)
            if tokens is None:
                del _by_oid[oid], _oid_of[id(value)]
            elif not _is_ghost(value):
                self._outermost(self._refill, value, tokens, oid)
                if type(value) in _WITHOUT_BARRIER or type(value) in _LIBRARY:
                    _compare.add(oid)

    def _refill(self, value, tokens, oid):
        for base, clear in _CLEARERS.items():
            if isinstance(value, base):
                clear(value)
        attributes = getattr(value, '__dict__', None)
        if attributes is not None:
            attributes.clear()
        if type(value) in _REFILLED:
            tokens = tokens.split(_SEP)
            if tokens[0].startswith(_SPREAD_HEADS):
                _spread_container(self, oid, tokens)
            self._fill(value, tokens, oid)
        elif type(value) is bytearray:
            value[:] = bytes.fromhex(tokens[1:])
        elif _builtin_base(type(value)) is not None:
            self._fill_content(value, oid)
        elif tokens[0] == 'I':
            self._fill_instance(value, tokens, oid)

    # -- storing

    def has_changes(self):
        """Whether there is what flush() would have to write."""
        return bool(self._roots or _dirty or self._deferred or _session.handed)

    def flush(self):
        """Writes all that changed to the transaction."""
        if _session.handed:
            _write_handed_out()
        if not self._roots and not _dirty and not _compare and not self._compare_all and not self._deferred:
            return
        try:
            self._write()
        except _CannotPersist as problem:
            problem.args = ('%s%s' % (problem.args[0], self._place(problem.culprit)),)
            raise problem from None

    def _write(self):
        roots = [(schema, name, self._root_tokens(value)) for (schema, name), value in self._roots.items()]
        for deferring in list(self._deferred.values()):
            deferring.write_deferred(self)
        self._deferred.clear()
        queue = self._queue
        queue.update(dict.fromkeys(_by_oid if self._compare_all else _dirty | _compare))
        records = []
        changes = {}
        done = {}
        while queue:
            oid = next(iter(queue))
            del queue[oid]
            tokens, changes[oid] = self._record(oid)
            if tokens is not None:
                done[oid] = tokens
        _dirty.clear()
        for oid, tokens in done.items():
            records.append('O%d' % oid)
            records.append(tokens)
        if records:
            _object_host.store(_SEP.join(records))
        for change in changes.values():
            if change is not None:
                change.write()
        for schema, name, tokens in roots:
            _object_host.putRoot(schema, name, tokens)
            self._root_values[name] = self._roots[schema, name]
        self._roots.clear()

    def defer(self, deferring):
        """Has it write something when all that changed is written."""
        self._deferred[id(deferring)] = deferring

    def detached_tokens(self, value):
        """The tokens of a value that is not part of a record here."""
        while True:
            encoder = _Encoder(self, None)
            try:
                encoder.value(value)
            except _Again:
                continue
            return _SEP.join(encoder.out)

    def pair(self, tokens, oid):
        """Key and value of a part of a container."""
        return self._outermost(self._values, iter(tokens.split(_SEP)), oid)

    chunk = pair

    def part(self, tokens, oid):
        return self._decoded(tokens.split(_SEP), oid)

    def _values(self, stream, oid):
        return [self._value(stream, oid) for _ in range(int(next(stream)[1:]))]

    def detached(self, tokens):
        """The value of such tokens: it belongs to no record until it is put into one."""
        return self._decoded(tokens.split(_SEP), None)

    def _root_tokens(self, value):
        kind = type(value)
        if kind in _CONTAINERS or kind in _LIBRARY or kind is bytearray or kind in _LAZY:
            return 'r%d,0' % self._new_oid(value)
        encoder = _Encoder(self, None)
        encoder.value(value)
        return _SEP.join(encoder.out)

    def _record(self, oid):
        """The tokens of a record, and changes of its parts or None; for a ghost, which cannot have
        changed, neither."""
        value = _by_oid[oid]
        if _is_ghost(value):
            return None, None
        while True:
            encoder = _Encoder(self, oid)
            try:
                encoder.top(value)
            except _Again:
                continue
            if encoder.plain:
                _compare.add(oid)
            else:
                _compare.discard(oid)
            return _SEP.join(encoder.out), encoder.changes

    def _new_oid(self, value):
        """The oid of an object, which gets one and a place in the queue if it has none."""
        oid = _oid_of.get(id(value))
        if oid is None:
            oid = _object_host.newOid()
            self._register(oid, value)
            self._queue[oid] = None
        return oid

    def promote(self, container, owner):
        """Gives a container a record of its own; its owner's is to be written again."""
        oid = self._new_oid(container)
        _owner.pop(id(container), None)
        if owner is not None and owner in _by_oid:
            self._queue[owner] = None
        return oid

    def _place(self, culprit):
        """' at heap.a.b[0]': the shortest path from a root to an object that cannot be stored."""
        start = list(self._root_values.items())
        start += [(name, value) for (_, name), value in self._roots.items()]
        paths = _deque([('heap.' + name, value) for name, value in start])
        seen = set()
        while paths:
            path, value = paths.popleft()
            if value is culprit:
                return ' at ' + path
            if id(value) in seen or _is_ghost(value):
                continue
            seen.add(id(value))
            if isinstance(value, dict):
                paths.extend([('%s[%r]' % (path, k), v) for k, v in value.items()])
            elif isinstance(value, (list, tuple, _deque)):
                paths.extend([('%s[%d]' % (path, i), v) for i, v in enumerate(value)])
            elif isinstance(value, (set, frozenset)):
                paths.extend([('%s{...}' % path, v) for v in value])
            elif type(value) in self._class_ids:
                paths.extend([('%s.%s' % (path, n), v) for n, v in _attributes(value)])
        return ''


_PLAIN_SCALARS = frozenset((str, int, float, bool, type(None), bytes))


def _is_flat(items):
    """Whether an immutable container's identity is of no consequence: it holds plain values only."""
    for item in items:
        if type(item) not in _PLAIN_SCALARS:
            return False
    return True


_EMPTY = {'l': _List, 'm': _Dict, '{': _Set, 'q': _Deque}


def _decode_delta(text):
    days, _, micros = text.partition(',')
    return _dt2.timedelta(days=int(days), microseconds=int(micros))


def _decode_complex(text):
    real, _, imaginary = text.partition(',')
    return complex(float(real), float(imaginary))


_SCALARS = {
    '1': lambda _: True,
    '0': lambda _: False,
    'f': float,
    'S': lambda text: _re.sub(r'\\(.)', lambda m: _SEP if m[1] == 'x' else '\\', text),
    'b': bytes.fromhex,
    'n': _Decimal,
    'u': _UUID,
    'd': _dt2.date.fromisoformat,
    't': _dt2.time.fromisoformat,
    'T': _dt2.datetime.fromisoformat,
    'D': _decode_delta,
    'c': _decode_complex,
}


class _Encoder:
    """Writes one record as tokens."""

    __slots__ = ('_objects', '_oid', 'out', 'plain', 'changes', '_visited', '_path')

    def __init__(self, objects, oid):
        self._objects = objects
        self._oid = oid
        self.out = []
        self.plain = False
        # what is to be written besides the record
        self.changes = None
        self._visited = set()
        self._path = []

    def top(self, value):
        """The object that the record is of."""
        kind = type(value)
        if kind in _CONTAINERS or kind in _LIBRARY or kind in _LAZY:
            if kind in _WITHOUT_BARRIER:
                self.plain = True
            self._path.append(value)
            spread = _spread_for(self._objects, self._oid, value, kind)
            if spread is not None:
                self.changes = spread.changes(self, value)
                self.out += self.changes.head()
            else:
                if self._oid in _spreads:
                    self.changes = _spreads[self._oid].removal(self)
                self._content(value, kind)
        elif kind is bytearray:
            self.plain = True
            self.out.append(_scalar_encoder(kind)(value))
        elif kind in _PARTED_NAMES:
            self.out += ('L%s,1' % _PARTED_NAMES[kind], 'i%d' % value._oid, 'N')
        else:
            self._instance(value, kind)

    def part(self, value):
        """The tokens of one value."""
        before, self.out = self.out, []
        self.value(value)
        made, self.out = _SEP.join(self.out), before
        return made

    def pair(self, key, value):
        before, self.out = self.out, ['(2']
        self.value(key)
        self.value(value)
        made, self.out = _SEP.join(self.out), before
        return made

    def chunk(self, items):
        before, self.out = self.out, ['l%d' % len(items)]
        for item in items:
            self.value(item)
        made, self.out = _SEP.join(self.out), before
        return made

    def value(self, value):
        kind = type(value)
        if kind is str:
            self.out.append('s' + value if _SEP not in value else
                            'S' + value.replace('\\', '\\\\').replace(_SEP, '\\x'))
        elif kind is int:
            self.out.append('i%d' % value)
        elif value is None:
            self.out.append('N')
        elif kind is bool:
            self.out.append('1' if value else '0')
        elif kind is float:
            self.out.append('f%r' % value)
        elif kind in _CONTAINERS or kind in _LIBRARY:
            self._container(value, kind)
        elif kind in _PARTED_NAMES:
            self.out.append('r%d,0' % value._oid)
        elif kind is bytearray:
            oid = _oid_of.get(id(value))
            self.out.append(_scalar_encoder(kind)(value) if oid is None else 'r%d,0' % oid)
            self.plain = True
        else:
            encode = _scalar_encoder(kind)
            if encode is not None:
                self.out.append(encode(value))
            else:
                self._other(value, kind)

    def _container(self, value, kind):
        key = id(value)
        oid = _oid_of.get(key)
        path = self._path
        if oid is not None:
            if path and value is path[0] and (type(value) is tuple or type(value) is frozenset):
                # can only be made after what it holds: let the rest of the cycle be made before it
                inside = [c for c in path[1:] if id(c) not in _oid_of]
                for container in inside:
                    self._objects.promote(container, None)
                if inside:
                    raise _Again
            self.out.append('r%d,0' % oid)
            return
        for at, open_container in enumerate(path):
            if open_container is value:
                for inside in path[at:]:
                    if id(inside) not in _oid_of:
                        self._objects.promote(inside, None)
                raise _Again
        if key in self._visited:
            self._objects.promote(value, None)
            raise _Again
        owner = _owner.get(key)
        if (owner is not None and owner[0] != self._oid) or len(path) >= _INLINE_DEPTH \
                or len(value) > _INLINE_SIZE:
            oid = self._objects.promote(value, None if owner is None else owner[0])
            self.out.append('r%d,0' % oid)
            return
        if (kind is not tuple and kind is not frozenset) or not _is_flat(value):
            self._visited.add(key)
            if self._oid is not None:
                _owner[key] = (self._oid, value)
        if kind in _WITHOUT_BARRIER or kind in _LIBRARY:
            self.plain = True
        path.append(value)
        self._content(value, kind)
        path.pop()

    def _content(self, value, kind):
        out, encode = self.out, self.value
        if kind in _DICTS:
            out.append('m%d' % len(value))
            for k, v in dict.items(value):
                encode(k)
                encode(v)
        elif kind in _LISTS:
            out.append('l%d' % len(value))
            for v in list.__iter__(value):
                encode(v)
        elif kind is tuple:
            out.append('(%d' % len(value))
            for v in value:
                encode(v)
        elif kind in _SETS or kind is frozenset:
            self._elements('z' if kind is frozenset else '{', value)
        elif kind in _DEQUES:
            if value.maxlen is not None:
                out.append('Lcollections.deque,1')
                out.append('i%d' % value.maxlen)
                self.plain = True
            out.append('q%d' % len(value))
            for v in value:
                encode(v)
        else:
            self._library(value, kind)

    def _elements(self, tag, value):
        """A set's elements in an order that depends on nothing but them."""
        out = self.out
        encoded = []
        for v in value:
            self.out = []
            self.value(v)
            encoded.append(_SEP.join(self.out))
        self.out = out
        encoded.sort()
        out.append('%s%d' % (tag, len(encoded)))
        out.extend(encoded)

    def _library(self, value, kind):
        name, base = _LIBRARY[kind]
        self.plain = True
        if kind is _collections.defaultdict:
            factory = value.default_factory
            known = 'None' if factory is None else getattr(factory, '__name__', '')
            if _FACTORIES.get(known, _ABSENT) is not factory:
                raise _CannotPersist(value, 'a defaultdict whose factory is not a built-in type')
            self.out.append('L%s,1' % name)
            self.out.append('s' + known)
        else:
            self.out.append('L%s,0' % name)
        self._content(value, base)

    def _other(self, value, kind):
        if kind in _LAZY:
            self.out.append('r%d,0' % _oid_of[id(value)])
            return
        if kind in _ghosts:
            class_id = self._objects._class_id(_ghosts[kind], value)[0]
            self.out.append('r%d,%d' % (_oid_of[id(value)], class_id))
            return
        if kind is Range:
            self.out.append('Lheapgres.Range,0')
            self.value((value.lower, value.upper, value.bounds, value.empty))
            return
        if hasattr(kind, '__members__') and hasattr(value, 'name'):
            self.out.append('E%d,%s' % (self._objects._class_id(kind, value)[0], value.name))
            return
        if isinstance(value, (_Table, _Row, type, BaseException)) or callable(value) and not _is_instance(value, kind):
            raise _CannotPersist(value)
        base = _builtin_base(kind)
        class_id, version = self._objects._class_id(kind, value)
        if base in (tuple, str, bytes, int, float, frozenset):
            attributes = _attributes(value)
            self.out.append('I%d,%d,%d' % (class_id, version, len(attributes)))
            self.value(base(value))
            self._attribute_list(attributes)
            return
        self.out.append('r%d,%d' % (self._objects._new_oid(value), class_id))

    def _instance(self, value, kind):
        class_id, version = self._objects._class_id(kind, value)
        attributes = _attributes(value)
        self.out.append('I%d,%d,%d' % (class_id, version, len(attributes)))
        base = _builtin_base(kind)
        if base is None:
            self.out.append('N')
        else:
            self.plain = True
            self._content(base(value) if base is not dict else dict(dict.items(value)), base)
        self._attribute_list(attributes)
        _install_barrier(kind)

    def _attribute_list(self, attributes):
        for name, value in attributes:
            self.out.append('a' + name)
            self.value(value)


def _is_instance(value, kind):
    """Whether a callable is an instance of a class of the user's, rather than code."""
    return kind.__module__ == '__main__'


def _encode_delta(value):
    return 'D%d,%d' % (value.days, value.seconds * 1000000 + value.microseconds)


def _encode_time(tag):
    def encode(value):
        zone = value.tzinfo
        if zone is not None and not isinstance(zone, _dt2.timezone):
            raise _CannotPersist(value, 'a %s whose zone is not a fixed offset' % type(value).__name__)
        return tag + value.isoformat()
    return encode


_SCALAR_ENCODERS = {
    bytes: lambda v: 'b' + v.hex(),
    bytearray: lambda v: 'B' + v.hex(),
    _dt2.date: lambda v: 'd' + v.isoformat(),
    _dt2.time: _encode_time('t'),
    _dt2.datetime: _encode_time('T'),
    _dt2.timedelta: _encode_delta,
    complex: lambda v: 'c%r,%r' % (v.real, v.imag),
}


def _scalar_encoder(kind):
    """The encoder of a class whose module need not be loaded before its first value comes along."""
    known = _SCALAR_ENCODERS.get(kind)
    if known is None and (kind.__module__, kind.__name__) in _LATE_SCALARS:
        known = _SCALAR_ENCODERS[kind] = _LATE_SCALARS[kind.__module__, kind.__name__]
    return known


_LATE_SCALARS = {
    ('decimal', 'Decimal'): lambda v: 'n' + str(v),
    ('uuid', 'UUID'): lambda v: 'u' + str(v),
}


# ---- stored classes, kept from snippet to snippet while they stay as their source made them

_class_cache = {}
_in_use = []
_STATE = (list, dict, set, _deque, bytearray)


class _Loaded:
    __slots__ = ('cls', 'scope', 'members', 'names', 'needs', 'keep', 'loads_whole')


def _stored_class(name, source):
    import linecache
    loaded = _class_cache.get((name, source))
    if loaded is not None and any(_modules.required(need) is not module for need, module in loaded.needs):
        del _class_cache[name, source]
        _forget_ghost(loaded.cls)
        loaded = None
    if loaded is None:
        file = '<class %s>' % name
        scope = _new_scope()
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
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
        loaded.loads_whole = _kinds_loaded(_ast.parse(source).body, _BYPASS.search(source))
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


_objects = _Objects()

"""Which objects have records, and barriers that tell when one of them changes.

Containers and instances of stored classes pass for what they are, and tell of each change. An
instance is a ghost until it is touched for the first time.
"""

import datetime as _dt2
import sys as _sys2
from _collections import OrderedDict as _OrderedDict, defaultdict as _defaultdict, deque as _deque

if hasattr(_sys2, 'set_int_max_str_digits'):
    _sys2.set_int_max_str_digits(0)

_SEP = '\x1f'
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
    _OrderedDict: ('collections.OrderedDict', dict),
    _defaultdict: ('collections.defaultdict', dict),
}
# Classes of module heapgres, which hold parts: parts.py puts them here.
_PARTED = {}
_PARTED_NAMES = {}
_FACTORIES = {'list': list, 'dict': dict, 'set': set, 'int': int, 'str': str, 'float': float,
              'tuple': tuple, 'bool': bool, 'deque': _deque, 'None': None}
_BUILTIN_BASES = (dict, list, set, _deque, tuple, frozenset, str, bytes, bytearray, int, float)


def _library_class(name):
    """The class of that name; Counter is imported with the first one that comes along."""
    for cls, (known, _) in _LIBRARY.items():
        if known == name:
            return cls
    from collections import Counter
    _LIBRARY[Counter] = 'collections.Counter', dict
    return Counter


def _is_library(kind):
    return kind in _LIBRARY or kind.__name__ == 'Counter' and kind.__module__ == 'collections' \
        and _library_class('collections.Counter') is kind


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

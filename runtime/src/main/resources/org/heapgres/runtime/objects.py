"""Transparent persistence: what is reachable from a root is stored, however it was changed.

Records hold an instance or a container. A container lies in its owner's record unless it is shared,
cyclic, deep or big; then it has an oid and a record of its own. Instances load when first touched
(until then they are ghosts), containers with their owner.
"""


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
            tokens = _object_host.find(oid)
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
        if _host.mentions(source, 'BYPASSES'):
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
        tokens = _object_host.loadReferred(oid)
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
            made = _defaultdict(_FACTORIES[arguments[0]], content)
        else:
            made = _library_class(name)(content)
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
        stream = iter(_object_host.loadReferred(oid).split(_SEP))
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
        tokens = _object_host.loadReferred(oid)
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
                if type(value) in _WITHOUT_BARRIER or _is_library(type(value)):
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

    def values(self, tokens, oid):
        """What a part of a big container holds: key and value, or items."""
        return self._outermost(self._values, iter(tokens.split(_SEP)), oid)

    def part(self, tokens, oid):
        return self._decoded(tokens.split(_SEP), oid)

    def _values(self, stream, oid):
        return [self._value(stream, oid) for _ in range(int(next(stream)[1:]))]

    def detached(self, tokens):
        """The value of such tokens: it belongs to no record until it is put into one."""
        return self._decoded(tokens.split(_SEP), None)

    def _root_tokens(self, value):
        kind = type(value)
        if kind in _CONTAINERS or _is_library(kind) or kind is bytearray or kind in _LAZY:
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


_objects = _Objects()

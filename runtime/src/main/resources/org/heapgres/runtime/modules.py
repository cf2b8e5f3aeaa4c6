"""Modules of the heap: CREATE MODULE puts them there, import finds them.

A module that leaves nothing behind is kept from snippet to snippet; any other is made anew for each
snippet that imports it, so that nothing leaks from one to the next.
"""

import sys as _sys_modules
import types as _types_modules
from _frozen_importlib import ModuleSpec as _ModuleSpec

_MODULE_FILE = '<module '
_LIBRARY_NAMES = _sys_modules.stdlib_module_names | frozenset(_sys_modules.modules)


class _HeapModule(_types_modules.ModuleType):
    """Its attributes are the globals of its code, in which roots and tables are found, too."""

    def __getattr__(self, name):
        scope = _module_scopes[id(self)]
        if name == '__all__' and '__all__' not in scope:
            return [n for n in dir(self) if n[:1] != '_']
        value = dict.get(scope, name, _ABSENT)
        if value is _ABSENT:
            raise AttributeError("module '%s' has no attribute '%s'" % (self.__name__, name), name=name, obj=self)
        return value

    def __setattr__(self, name, value):
        if name[:2] == '__':
            super().__setattr__(name, value)
        else:
            _module_scopes[id(self)][name] = value

    def __delattr__(self, name):
        if name not in _module_scopes[id(self)]:
            raise AttributeError(name)
        del _module_scopes[id(self)][name]

    def __dir__(self):
        return [n for n in _module_scopes[id(self)] if n not in _SCOPE and n != 'GD']


# id of a module that is kept or in use -> the globals of its code
_module_scopes = {}


class _KeptModule:
    """A module with what shows whether a snippet has changed it."""

    __slots__ = ('name', 'source', 'module', 'scope', 'names', 'classes', 'needs', 'keep')

    def __init__(self, name, source):
        self.name, self.source = name, source
        self.module = _HeapModule(name)
        self.scope = _module_scopes[id(self.module)] = _new_scope()
        self.scope['__name__'] = name
        self.keep = False

    def run(self):
        file = '%s%s>' % (_MODULE_FILE, self.name)
        _sources[file] = self.source
        if _host.mentions(self.source, 'SHARES'):
            _host.spoil()
        exec(_module_code(self.source, file), self.scope)
        own = [v for v in self.scope.values() if isinstance(v, type) and v.__module__ == self.name]
        for cls in own:
            _install_barrier(cls)
        self.names = dict(self.scope)
        self.classes = [(cls, dict(vars(cls))) for cls in own]
        self.needs = _modules_needed(self.source)
        self.keep = not _holds_state(self.scope, own)

    def is_as_made(self):
        return self.keep and _same(self.scope, self.names) and all(
            _same(vars(cls), members) and _ghost_is_as_made(cls) for cls, members in self.classes)

    def forget(self):
        _module_scopes.pop(id(self.module), None)
        for cls, _ in self.classes if self.keep else ():
            _forget_ghost(cls)


def _holds_state(scope, classes):
    places = [(scope, _SCOPE)] + [(vars(cls), ()) for cls in classes]
    return any(isinstance(value, _STATE) for members, usual in places for name, value in members.items()
               if name[:2] != '__' and name not in usual)


def _imported_names(source):
    names = set()
    for node in _nodes(_ast.Module(_parse(source), [])):
        if isinstance(node, _ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, _ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names - _LIBRARY_NAMES


def _modules_needed(source):
    """The modules of the heap that code has imported: names, and the modules that it got."""
    loaded = _modules.loaded
    return [(name, loaded[name].module) for name in _imported_names(source) if name in loaded]


class _Modules:
    """The finder and loader of the heap's modules, for import."""

    def __init__(self):
        # those in use by what runs, and those kept from earlier, by name and source
        self.loaded = {}
        self._kept = {}

    def find_spec(self, name, path=None, target=None):
        if path is not None or name in _LIBRARY_NAMES or _session.objects is None:
            return None
        source = _object_host.moduleSource(name)
        if source is None:
            return None
        kept = self._kept.get((name, source))
        if kept is not None and not self._is_current(kept):
            kept = None
        if kept is None:
            kept = _KeptModule(name, source)
        self.loaded[name] = kept
        _session.objects.load_whole(_ALL_KINDS)
        if _host.mentions(source, 'BYPASSES'):
            _session.objects.compare_all()
        return _ModuleSpec(name, self, origin=_MODULE_FILE + name + '>')

    def _is_current(self, kept):
        """Whether the modules that it has imported are what they were; they may import it in turn."""
        if not kept.needs:
            return True
        _sys_modules.modules[kept.name] = kept.module
        self.loaded[kept.name] = kept
        try:
            return all(self.required(name) is module for name, module in kept.needs)
        finally:
            del _sys_modules.modules[kept.name]

    @staticmethod
    def required(name):
        """The module of that name as an import finds it; None for none."""
        try:
            __import__(name)
        except ImportError:
            return None
        return _sys_modules.modules[name]

    def create_module(self, spec):
        return self.loaded[spec.name].module

    def exec_module(self, module):
        kept = self.loaded[module.__name__]
        if (kept.name, kept.source) not in self._kept:
            kept.run()
            self._kept[kept.name, kept.source] = kept

    def class_named(self, name):
        """The class that an instance of a module's class is of: module.Class, module.Outer.Class."""
        module, _, path = name.partition('.')
        found = self.required(module)
        for part in path.split('.'):
            found = getattr(found, part, None)
        if not isinstance(found, type):
            raise LookupError("class %s is not in module '%s'" % (path, module))
        return found

    def forget(self):
        """What runs is over, or what a name means may have changed."""
        for name, kept in self.loaded.items():
            _sys_modules.modules.pop(name, None)
            if not kept.keep or not kept.is_as_made():
                self._kept.pop((name, kept.source), None)
                kept.forget()
        self.loaded.clear()


_modules = _Modules()
_sys_modules.meta_path.insert(0, _modules)


def _validate_module(name, source):
    """Tells the host what is wrong with a module."""
    if name in _LIBRARY_NAMES:
        _host.fail('42939', "module '%s' is part of Python" % name, None, None, None, None, 0)
        return
    if not name.isidentifier():
        _host.fail('42602', "'%s' is not a name for import" % name, None, None, None, None, 0)
        return
    try:
        _module_code(source, _SNIPPET)
    except _BadSyntax as bad:
        _host.fail('42601', 'SyntaxError: %s' % bad.error.msg, None, None, None, None,
                   _position(source, bad.error, bad.line_shift, bad.indent_shift))
    except SyntaxError as error:
        _host.fail('42601', 'SyntaxError: %s' % error.msg, None, None, None, None, _position(source, error, 0, 0))

"""Which kinds of containers code may look into past their methods, as its text tells."""

_ALL_KINDS = frozenset(_KINDS)
# Modules that look at no container past its methods.
_HARMLESS = frozenset((
    'heapgres', 'dataclasses', 'typing', 'enum', 'datetime', 'decimal', 'uuid', 'math', 'time',
    'random', 're', 'string', '__future__', 'abc'))
_HARMLESS_PARTS = {'collections': frozenset(('deque', 'namedtuple', 'OrderedDict', 'defaultdict'))}
_REFLECTIVE = frozenset(('exec', 'eval', 'compile', 'getattr', 'setattr', 'globals', 'locals', 'vars', '__import__'))
_FROM_OTHERS = {'set': 'set dict', 'frozenset': 'set dict'}
_METHODS_FROM_OTHERS = dict.fromkeys((
    'update', 'union', 'intersection', 'difference', 'symmetric_difference', 'intersection_update',
    'difference_update', 'symmetric_difference_update', 'issubset', 'issuperset', 'isdisjoint'), 'set dict')
_IN_PLACE = {_ast.BitOr: 'set dict', _ast.BitAnd: 'set', _ast.BitXor: 'set', _ast.Sub: 'set'}
_LITERALS = (_ast.Constant, _ast.Dict, _ast.List, _ast.Set, _ast.Tuple, _ast.ListComp, _ast.SetComp,
             _ast.DictComp, _ast.GeneratorExp, _ast.JoinedStr)


class _Uses(_NodeVisitor):
    """Finds the kinds of containers that code may look into past their methods."""

    def __init__(self):
        self.kinds = set()

    def _add(self, kinds, nodes):
        if not all(isinstance(node, _LITERALS) for node in nodes):
            self.kinds.update(kinds.split())

    def visit_Import(self, node):
        if not _HARMLESS.issuperset([alias.name for alias in node.names]):
            self.kinds |= _ALL_KINDS

    def visit_ImportFrom(self, node):
        names = [alias.name for alias in node.names]
        if node.module not in _HARMLESS and not _HARMLESS_PARTS.get(node.module, _NOTHING).issuperset(names):
            self.kinds |= _ALL_KINDS

    def visit_Call(self, node):
        if any(isinstance(arg, _ast.Starred) for arg in node.args):
            self.kinds |= _ALL_KINDS
        target = node.func
        if isinstance(target, _ast.Name) and target.id in _FROM_OTHERS:
            self._add(_FROM_OTHERS[target.id], node.args)
        elif isinstance(target, _ast.Attribute) and target.attr in _METHODS_FROM_OTHERS:
            self._add(_METHODS_FROM_OTHERS[target.attr], node.args)
            self.visit(target.value)
        else:
            self.visit(target)
        if isinstance(target, _ast.Name) and target.id == 'isinstance':
            self.visit(node.args[0]) if node.args else None
            return
        for part in node.args + [keyword.value for keyword in node.keywords]:
            self.visit(part)

    def visit_Attribute(self, node):
        if node.attr in _METHODS_FROM_OTHERS:
            self.kinds.update(('set', 'dict'))
        self.visit(node.value)

    def visit_Name(self, node):
        if node.id in _REFLECTIVE:
            self.kinds |= _ALL_KINDS
        elif node.id in _FROM_OTHERS:
            self.kinds.update(('set', 'dict'))

    def visit_AugAssign(self, node):
        kinds = _IN_PLACE.get(type(node.op))
        if kinds is not None:
            self._add(kinds, [node.value])
        self.generic_visit(node)

    def visit_Subscript(self, node):
        if isinstance(node.slice, _ast.Slice) and isinstance(node.ctx, _ast.Store):
            self.kinds |= _ALL_KINDS
        self.generic_visit(node)

    def visit_MatchMapping(self, node):
        if node.rest is not None:
            self.kinds.add('dict')
        self.generic_visit(node)

    def visit_AnnAssign(self, node):
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node):
        for part in [*node.decorator_list, node.args, *node.body]:
            self.visit(part)

    def visit_arg(self, node):
        """Annotations are not uses."""


def _kinds_loaded(body, bypasses):
    """The kinds of containers that have to be loaded for code, given as syntax trees."""
    if bypasses:
        return _ALL_KINDS
    uses = _Uses()
    for statement in body:
        uses.visit(statement)
    return frozenset(uses.kinds)

"""Compiling and running snippets."""

import types as _types

_FunctionType = _types.FunctionType

_FUNCTION = '_snippet'
_DYNAMIC = frozenset(('exec', 'eval', 'globals', 'locals', 'vars', 'dir'))


# what all snippets of a context share, and one could change by assigning to attributes; those of heap are roots
_SHARED_NAMES = frozenset((
    'plpy', 'sql', 'lock', 'notify', 'listen', 'commit', 'rollback', 'heapgres', 'print'))


class _BadSyntax(Exception):
    def __init__(self, error, line_shift, indent_shift):
        self.error, self.line_shift, self.indent_shift = error, line_shift, indent_shift


def _parse(source):
    """The statements of a snippet. Its text may be indented as a whole, and begin on the tag's line."""
    lines = source.split('\n')
    filled = [i for i, line in enumerate(lines) if line.strip() and not line.lstrip().startswith('#')]
    if not filled:
        return []
    first = filled[0]
    shift = 0
    if first == 0 and len(filled) > 1:
        second = lines[filled[1]]
        indent = second[:len(second) - len(second.lstrip())]
        own = lines[0][:len(lines[0]) - len(lines[0].lstrip())]
        if not lines[0].rstrip().endswith((':', '(', '[', '{', ',', '\\')) and len(indent) > len(own):
            shift = len(indent) - len(own)
            lines[0] = indent + lines[0].lstrip()
    indented = lines[first][:1] in (' ', '\t')
    text = '\n'.join(lines)
    if '\r' in text:
        text = text.replace('\r\n', '\n')
    try:
        if indented:
            body = _tree('if True:\n' + text + '\n', _SNIPPET).body[0].body
            for statement in body:
                _moved_up(statement)
        else:
            body = _tree(text, _SNIPPET).body
    except SyntaxError as error:
        raise _BadSyntax(error, 1 if indented else 0, shift) from None
    return body


def _to_compile(source, body):
    """The statements of a text as they are compiled: type(x) of what is not loaded loads it, since
    until then x is of a class that stands for its own."""
    if not _host.mentions(source, 'CALLS_TYPE'):
        return body
    calls = _TypeCalls()
    return [calls.visit(statement) for statement in _parse(source)]


class _TypeCalls(_NodeTransformer):

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, _ast.Name) and node.func.id == 'type' and len(node.args) == 1 \
                and not node.keywords and not isinstance(node.args[0], _ast.Starred):
            loading = _ast.Call(_ast.Name('__loaded__', _ast.Load()), node.args, [])
            node.args = [_placed(_placed_like(loading, node))]
        return node


def _loaded(value):
    if _ghosts:
        _fault(value)
    return value


_builtins.__loaded__ = _loaded


def _module_code(source, file):
    """Module code of a text."""
    body = _to_compile(source, _parse(source))
    return compile(_ast.Module(body, []), file, 'exec', dont_inherit=True)


def _position(source, error, line_shift, indent_shift):
    """The character of the source, from 1, that a syntax error is at; 0 when unknown."""
    if not error.lineno:
        return 0
    line = max(1, min(error.lineno - line_shift, source.count('\n') + 1))
    lines = source.split('\n')
    column = error.offset or 1
    if line == 1:
        column -= indent_shift
    column = max(1, min(column, len(lines[line - 1]) + 1))
    return sum(len(l) + 1 for l in lines[:line - 1]) + column


class _Names(_NodeVisitor):
    """Where the names of a snippet's top level are bound and used."""

    def __init__(self):
        self.bound = set()
        self.inner = set()
        self.fixed = set()
        self.returns = False
        self.star = False
        self.yields = None
        self.imported = set()
        self.assigned_into = set()
        self._depth = 0

    def _nested(self, node):
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1

    def visit_FunctionDef(self, node):
        self._define(node)

    def visit_AsyncFunctionDef(self, node):
        self._define(node)

    def visit_ClassDef(self, node):
        self._define(node)

    def _define(self, node):
        if self._depth == 0:
            self.fixed.add(node.name)
        for outer in node.decorator_list:
            self.visit(outer)
        self._nested(node)

    def visit_Lambda(self, node):
        self._nested(node)

    def visit_Return(self, node):
        if self._depth == 0:
            self.returns = True
        self.generic_visit(node)

    def visit_Yield(self, node):
        if self._depth == 0 and self.yields is None:
            self.yields = node
        self.generic_visit(node)

    visit_YieldFrom = visit_Yield
    visit_Await = visit_Yield

    def visit_Attribute(self, node):
        if not isinstance(node.ctx, _ast.Load) and isinstance(node.value, _ast.Name):
            self.assigned_into.add(node.value.id)
        self.generic_visit(node)

    def visit_Import(self, node):
        self.imported.update((a.asname or a.name).split('.')[0] for a in node.names)
        for alias in node.names:
            if alias.name == '*':
                self.star = True
            elif self._depth == 0:
                self.fixed.add((alias.asname or alias.name).split('.')[0])

    visit_ImportFrom = visit_Import

    def visit_Global(self, node):
        self.fixed.update(node.names)

    visit_Nonlocal = visit_Global

    def visit_ExceptHandler(self, node):
        if node.name and self._depth == 0:
            self.fixed.add(node.name)
        self.generic_visit(node)

    def visit_Assign(self, node):
        value = node.value
        if isinstance(value, _ast.Call) and value.args and isinstance(value.args[0], _ast.Constant):
            # P = namedtuple('P', ...) and its like make classes
            self.fixed.update(t.id for t in node.targets
                              if isinstance(t, _ast.Name) and t.id == value.args[0].value)
        self.generic_visit(node)

    def visit_NamedExpr(self, node):
        if self._depth == 0:
            self.fixed.add(node.target.id)
        self.generic_visit(node)

    def _match_name(self, node):
        name = getattr(node, 'name', None) or getattr(node, 'rest', None)
        if name and self._depth == 0:
            self.fixed.add(name)
        self.generic_visit(node)

    visit_MatchAs = visit_MatchStar = visit_MatchMapping = _match_name

    def visit_Name(self, node):
        if self._depth:
            self.inner.add(node.id)
        elif not isinstance(node.ctx, _ast.Load):
            if isinstance(node.ctx, _ast.Del):
                self.fixed.add(node.id)
            self.bound.add(node.id)
        if node.id in _DYNAMIC:
            self.inner.add('*')


def _bindings_first(body):
    """Names whose first mention at the top level binds them, whatever path the code takes."""
    mentioned, binding = set(), set()
    for statement in body:
        targets, before = [], []
        if isinstance(statement, _ast.Assign):
            targets, before = statement.targets, [statement.value]
        elif isinstance(statement, _ast.AnnAssign) and statement.value is not None:
            targets, before = [statement.target], [statement.value]
        elif isinstance(statement, _ast.For):
            targets, before = [statement.target], [statement.iter]
        elif isinstance(statement, _ast.With):
            targets = [item.optional_vars for item in statement.items if item.optional_vars is not None]
            before = [item.context_expr for item in statement.items]
        for node in before:
            mentioned.update(n.id for n in _nodes(node) if isinstance(n, _ast.Name))
        for target in targets:
            for n in _nodes(target):
                if isinstance(n, _ast.Name) and isinstance(n.ctx, _ast.Store) and n.id not in mentioned:
                    binding.add(n.id)
        mentioned.update(n.id for n in _nodes(statement) if isinstance(n, _ast.Name))
    return binding


class _Snippet:
    """A compiled snippet."""

    def __init__(self, source, plain=False):
        self.source = source
        self.plain = plain
        self.bypasses = _host.mentions(source, 'BYPASSES')
        self._body = _parse(source)
        self.loads_whole = _kinds_loaded(self._body, self.bypasses)
        names = _Names()
        for statement in self._body:
            names.visit(statement)
        self._check(names)
        self.class_names = [s.name for s in self._body if isinstance(s, _ast.ClassDef)]
        self.returns_result = names.returns or bool(self._body) and isinstance(self._body[-1], _ast.Expr)
        self._definitions = None
        self._classes = {}
        # a scope serves the next run too, unless this one may have changed what every scope has
        self._scope = self._function = None
        self._reusable = '*' not in names.inner and not names.star \
            and _SCOPE.keys().isdisjoint(names.bound | names.fixed)
        try:
            self.code = self._compile(names)
        except SyntaxError as error:
            raise _BadSyntax(error, 0, 0) from None
        # after such code, what others would find in the context may not be what it was
        self.spoils = _host.mentions(source, 'SHARES') or not names.assigned_into.isdisjoint(
            names.imported | _SHARED_NAMES)

    def _check(self, names):
        if names.yields is not None:
            error = SyntaxError("'yield' outside function" if not isinstance(names.yields, _ast.Await)
                                else "'await' outside function")
            error.lineno, error.offset = names.yields.lineno, names.yields.col_offset + 1
            raise _BadSyntax(error, 0, 0)

    def _compile(self, names):
        """The snippet as the body of a function, so that its loops run on local variables.

        Names that inner functions share, or that may be read before they are bound here, stay global.
        """
        body = list(_to_compile(self.source, self._body))
        if body and isinstance(body[-1], _ast.Expr):
            last = body[-1]
            body[-1] = _placed_like(_ast.Return(value=last.value), last)
        if names.star:
            return self._compile_module(body)
        local = names.bound & _bindings_first(self._body) - names.inner - names.fixed
        if '*' in names.inner:
            local = set()
        shared = sorted((names.bound | names.fixed) - local)
        if shared:
            body.insert(0, _ast.Global(names=shared))
        function = _tree('def %s(): pass' % _FUNCTION, _SNIPPET)
        function.body[0].body = body or [_ast.Pass()]
        _placed(function)
        module = compile(function, _SNIPPET, 'exec', dont_inherit=True)
        return next(c for c in module.co_consts if isinstance(c, _types.CodeType))

    @staticmethod
    def _compile_module(body):
        """For 'import *', which functions do not allow: module code, and its last expression."""
        result = None
        if body and isinstance(body[-1], _ast.Return):
            result = compile(_placed(_ast.Expression(body.pop().value)), _SNIPPET, 'eval')
        code = compile(_placed(_ast.Module(body, [])), _SNIPPET, 'exec')
        return (code, result)

    def take_scope(self):
        """The globals of a run."""
        scope = self._scope
        if scope is None:
            return _new_scope(self.plain)
        self._scope = None
        return scope

    def give_back(self, scope):
        if self._reusable and len(scope) == _SCOPE_SIZE:
            self._scope = scope

    def run(self, scope):
        code = self.code
        if type(code) is tuple:
            exec(code[0], scope)
            return None if code[1] is None else eval(code[1], scope)
        function = self._function
        if function is None or function.__globals__ is not scope:
            function = self._function = _FunctionType(code, scope)
        return function()

    # -- classes

    def _bindings(self):
        """Top-level statements by the names they bind."""
        if self._definitions is None:
            found = self._definitions = {}
            for statement in self._body:
                if isinstance(statement, (_ast.ClassDef, _ast.FunctionDef, _ast.AsyncFunctionDef)):
                    found[statement.name] = statement
                elif isinstance(statement, (_ast.Import, _ast.ImportFrom)):
                    for alias in statement.names:
                        found[(alias.asname or alias.name).split('.')[0]] = statement
                elif isinstance(statement, _ast.Assign):
                    for target in statement.targets:
                        if isinstance(target, _ast.Name):
                            found[target.id] = statement
                elif isinstance(statement, _ast.AnnAssign) and isinstance(statement.target, _ast.Name):
                    found[statement.target.id] = statement
        return self._definitions

    def defines(self, name):
        """Whether a top-level statement makes a class of that name."""
        return isinstance(self._bindings().get(name), (_ast.ClassDef, _ast.Assign))

    def class_source(self, name):
        """The class with the imports, constants and functions of the snippet that it needs, as text;
        and the names of the snippet's other classes that it needs."""
        known = self._classes.get(name)
        if known is None:
            bindings = self._bindings()
            wanted, others, todo = set(), set(), [bindings[name]]
            while todo:
                statement = todo.pop()
                if statement in wanted:
                    continue
                wanted.add(statement)
                for node in _nodes(statement):
                    if isinstance(node, _ast.Name) and node.id in bindings and node.id != name:
                        used = bindings[node.id]
                        if isinstance(used, _ast.ClassDef):
                            others.add(node.id)
                        elif self._goes_along(used):
                            todo.append(used)
            parts = [self._text(s) for s in self._body if s in wanted]
            known = self._classes[name] = '\n'.join(parts) + '\n', sorted(others)
        return known

    @staticmethod
    def _goes_along(statement):
        """Of assignments only those that just make a value go along."""
        if isinstance(statement, (_ast.Assign, _ast.AnnAssign)):
            value = statement.value
            return value is not None and all(
                isinstance(n, (_ast.Constant, _ast.Tuple, _ast.List, _ast.Dict, _ast.Set, _ast.UnaryOp,
                               _ast.BinOp, _ast.operator, _ast.unaryop, _ast.expr_context, _ast.Call,
                               _ast.Name, _ast.Attribute, _ast.keyword))
                for n in _nodes(value)) and not any(
                isinstance(n, _ast.Name) and n.id in ('heap', 'sql', 'plpy', 'args', 'lock') for n in _nodes(value))
        return True

    def _text(self, statement):
        """A statement's own text, without the indentation of the snippet."""
        first = min([statement.lineno] + [d.lineno for d in getattr(statement, 'decorator_list', ())])
        lines = self.source.split('\n')[first - 1:statement.end_lineno]
        lines[0] = ' ' * statement.col_offset + lines[0][statement.col_offset:] if first == 1 else lines[0]
        import ast
        import textwrap
        text = textwrap.dedent('\n'.join(lines)).strip('\n')
        try:
            found = ast.parse(text).body
            if len(found) == 1 and ast.dump(found[0]) == ast.dump(statement):
                return text
        except SyntaxError:
            pass
        return ast.unparse(statement)


def _compiled(source, plain, tell):
    """The snippet of a text, or None when something is wrong with it, which the host is told."""
    try:
        return _Snippet(source, plain)
    except _BadSyntax as bad:
        error = bad.error
        if tell:
            _host.fail('42601', '%s: %s' % (type(error).__name__, error.msg), None, None, None, None,
                       _position(source, error, bad.line_shift, bad.indent_shift))
    except BaseException as error:
        if tell:
            _report(error, source)


def _returns_result(snippet):
    return snippet.returns_result


def _new_scope(plain=False):
    scope = (_PlainGlobals if plain else _Globals)()
    dict.update(scope, _SCOPE)
    scope['GD'] = _gd
    return scope


_SCOPE = {
    '__builtins__': _builtins, '__name__': '__main__', '__doc__': None,
    'heap': _heap, 'plpy': _plpy, 'sql': _sql, 'lock': _lock, 'notify': _notify, 'listen': _listen,
    'commit': _commit, 'rollback': _rollback, 'args': [],
}


_SCOPE_SIZE = len(_SCOPE) + 1


def _enter(source, code, scope, plain):
    """Begins the run of a snippet or function, which may be inside of another one's that has called SQL:
    then what that needs is returned, which is for _leave."""
    if code.spoils:
        _host.spoil()
    session = _session
    session.calls += 1
    if session.objects is None:
        _keep_interpreter(True)
        session.source, session.plain = source, plain
        # rows that an earlier run has kept are read again
        session.epoch += 1
        _objects.begin(code, scope)
        session.objects = _objects
        return None
    outer = session.begin_inner(source, plain)
    _objects.enter(code, scope)
    return outer


def _leave(outer):
    session = _session
    if session.subtransactions:
        _host.notice('WARNING', 'forcibly aborting a subtransaction that has not been exited', _NO_FIELDS)
        session.subtransactions = 0
    if session.scopes:
        _forget_names()
    if outer is not None:
        _objects.leave()
        session.end_inner(outer)
        return
    _objects.end()
    if _modules.loaded:
        _modules.forget()
    _output._pending = ''
    session.objects = None
    if session.statements:
        session.statements = {}
    if session.handed:
        session.handed.clear()


_CROSSING = frozenset((int, bool))


def _is_rows(value):
    """Whether a value is several rows where rows are wanted."""
    return isinstance(value, (list, tuple, set, frozenset, _deque, range, _Table, _Parted)) or hasattr(value, '__next__')


def _answer_rows(values):
    """Hands over each value as it comes, as a row."""
    depth = int(_host.setting('heapgres.result_depth'))
    _host.answersRows()
    for value in values:
        _host.row(_json_text(value, depth))


def _run(snippet, tags, *crossed):
    """Runs a snippet with arguments: its result as JSON text, as a number, or as a row's values, or
    None; rows go to the host one by one, and failures."""
    source, plain = snippet.source, snippet.plain
    scope = snippet.take_scope()
    outer = _enter(source, snippet, scope, plain)
    try:
        scope['args'] = [_inward(v, None) for v in crossed] if tags is None else [
            _to_python(value, tag) for value, tag in zip(crossed, tags)]
        value = snippet.run(scope)
        objects = _session.objects
        if value is not None and hasattr(value, '__next__') and not plain:
            if _host.setting('heapgres.result_format') == 'rows':
                _answer_rows(value)
                value = None
            else:
                value = list(value)
        objects.flush()
        if snippet.class_names:
            objects.store_redefined()
        if _output._pending:
            _output.flush()
        if plain or value is None or type(value) in _CROSSING:
            return None if plain else value
        if isinstance(value, _Row) and value._reading.epoch == _session.epoch:
            return value._reading.table._json(value._reading.rows, value._at)
        depth = int(_host.setting('heapgres.result_depth'))
        if _is_rows(value) and _host.setting('heapgres.result_format') == 'rows':
            return _answer_rows(value)
        return _json_text(value, depth)
    except BaseException as error:
        _report(error, source, plain=plain)
    finally:
        _leave(outer)
        snippet.give_back(scope)


def _define_class(name, source):
    """Stores the class of that name as its source defines it; failures go to the host."""
    snippet = _compiled(source, False, True)
    if snippet is None:
        return
    scope = snippet.take_scope()
    outer = _enter(source, snippet, scope, False)
    try:
        snippet.run(scope)
        cls = dict.get(scope, name)
        if not isinstance(cls, type) or not snippet.defines(name):
            raise LookupError('the source does not define class %s' % name)
        _session.objects.store_class(cls, name)
        _session.objects.flush()
    except BaseException as error:
        _report(error, source)
    finally:
        _leave(outer)


def _warm():
    """Goes through the usual paths once, so that a first snippet finds them loaded."""
    for source in ("x = {'a': [1, 2.5, None]}\nfor k in x:\n    pass\nreturn x",
                   "class Point:\n    def __init__(self, x):\n        self.x = x\nPoint(1).x",
                   "def f(n):\n    return f(n - 1) if n else 0\nf(50)"):
        snippet = _Snippet(source)
        scope = snippet.take_scope()
        dict.update(scope, {n: getattr(_builtins, n) for n in ('range', 'len')})
        _json_text(snippet.run(scope))


def _furnish():
    """Loads what many snippets import."""
    import collections, functools, json, re

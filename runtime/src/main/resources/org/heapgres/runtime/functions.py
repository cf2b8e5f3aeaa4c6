"""Functions, procedures and triggers in Python."""

_gd = {}
_sds = {}
# oid -> the text that has been compiled for it, with its globals
_scopes = {}

_FIELD_HINT = 'To return null in a column, %s.'


def _forget_session():
    """The session that this context belonged to has ended."""
    _gd.clear()
    _sds.clear()
    _scopes.clear()


class _FunctionCode(_Snippet):
    """A function's text: the body of a function without parameters, which are its globals."""

    def __init__(self, source, name, answers):
        self._file = '%s%s>' % (_FUNCTION_FILE, name)
        self._answers = answers
        super().__init__(source)

    def _check(self, names):
        self.generates = names.yields is not None

    def _compile(self, names):
        body = list(_to_compile(self.source, self._body))
        if self._answers and not self.generates and body and isinstance(body[-1], _ast.Expr):
            body[-1] = _placed_like(_ast.Return(value=body[-1].value), body[-1])
        module = _tree('def %s(): pass' % _FUNCTION)
        module.body[0].body = body or [_ast.Pass()]
        _placed(module)
        return compile(module, self._file, 'exec', dont_inherit=True)


class _PlainGlobals(_Globals):
    """Globals of PL/Python code, where no table hides a builtin."""

    __slots__ = ()

    def __missing__(self, name):
        if name in _builtin_names:
            raise KeyError(name)
        return _Globals.__missing__(self, name)


def _compiled_function(name, source, plain, answers):
    try:
        return _FunctionCode(source, name, answers and not plain)
    except _BadSyntax as bad:
        error = bad.error
        if plain:
            raise _Failure('could not compile PL/Python function "%s"' % name,
                           detail='%s: %s (<string>, line %s)' % (
                               type(error).__name__, error.msg, (error.lineno or 0) - bad.line_shift + 1),
                           context='')
        raise _Failure('%s: %s' % (type(error).__name__, error.msg), '42601', context='',
                       position=_position(source, error, bad.line_shift, bad.indent_shift))


def _validate(name, source, plain):
    try:
        _compiled_function(name, source, plain, True)
    except _Failure as error:
        _report(error, source, 'PL/Python function "%s"' % name)


class _Function:
    """A function as the server calls it: with what has crossed, and answering with what may cross."""

    def __init__(self, oid, name, kind, source, names, tags, shape, plain):
        self._oid, self._kind, self._source, self._plain = oid, kind, source, plain
        self._where = 'PL/Python %s "%s"' % ('procedure' if kind == 'procedure' else 'function', name)
        self._names = list(names)
        self._converters = [_converter(t) for t in tags]
        self._outward = None if shape == '' else _outward(shape)
        self._code = None
        try:
            self._code = _compiled_function(name, source, plain, kind != 'trigger')
        except _Failure as error:
            _report(error, source, self._where)
            return
        known = _scopes.get(oid)
        if known is None or known[0] != source:
            known = _scopes[oid] = (source, self._new_scope())
        self._scope = known[1]
        self._body = self._scope[_FUNCTION]
        self._call = {'trigger': self._trigger, 'set': self._set}.get(kind, self._value)

    def _new_scope(self):
        scope = (_PlainGlobals if self._plain else _Globals)()
        dict.update(scope, _SCOPE)
        scope['GD'] = _gd
        scope['SD'] = _sds.setdefault(self._oid, {})
        exec(self._code.code, scope)
        return scope

    def __call__(self, crossed):
        outer = _enter(self._source, self._code, self._scope, self._plain)
        try:
            result = self._call(crossed)
            _session.objects.flush()
            if self._code.class_names:
                _session.objects.store_redefined()
            _output.flush()
            return result
        except BaseException as error:
            _report(error, self._source, self._where, self._plain)
        finally:
            _leave(outer)

    # -- functions

    def _given(self, crossed):
        return [_inward(v, c) for v, c in zip(crossed, self._converters)]

    def _with_arguments(self, crossed, action):
        """Runs with the arguments as globals; those of a call further out come back after."""
        scope = self._scope
        names = self._names
        values = self._given(crossed)
        before = {name: dict.get(scope, name, _ABSENT) for name in names}
        before['args'] = dict.get(scope, 'args', _ABSENT)
        scope['args'] = values
        for name, value in zip(names, values):
            if name:
                scope[name] = value
        try:
            return action()
        finally:
            for name, value in before.items():
                if value is _ABSENT:
                    scope.pop(name, None)
                else:
                    scope[name] = value

    def _value(self, crossed):
        return self._with_arguments(crossed, lambda: self._result(self._body()))

    def _result(self, value):
        if self._outward is None:
            if value is not None and self._kind in ('void', 'procedure'):
                raise _Failure('PL/Python procedure did not return None' if self._kind == 'procedure' else
                               'PL/Python function with return type "void" did not return None', '42804',
                               context='while creating return value')
            return None
        if self._kind == 'void':
            return None
        return self._converted(value, 'while creating return value')

    def _converted(self, value, context):
        if value is None:
            return None
        try:
            return self._outward(value)
        except _Failure as error:
            error.context = context
            raise

    def _set(self, crossed):
        return self._with_arguments(crossed, self._rows)

    def _rows(self):
        value = self._body()
        try:
            rows = iter(value)
        except TypeError:
            raise _Failure('returned object cannot be iterated', '42804',
                           'PL/Python set-returning functions must return an iterable object.') from None
        converted, context = self._converted, 'while fetching next value from iterator'
        if not self._plain:
            return [converted(row, context) for row in rows]
        found = []
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return found
            except Exception as error:
                raise _Failure('error fetching next item from iterator', getattr(error, 'sqlstate', None) or '38000',
                               _message_of(error, True), context='Traceback (most recent call last):') from error
            found.append(converted(row, context))

    # -- triggers

    def _trigger(self, crossed):
        (name, relid, table, schema, event, when, level, arguments, columns, tags, shapes, old, new) = crossed
        columns = list(columns)
        converters = [_converter(t) for t in tags]

        def row(values):
            return None if values is None else {
                column: _inward(v, c) for column, v, c in zip(columns, values, converters)}

        data = {'name': name, 'relid': relid, 'table_name': table, 'table_schema': schema, 'event': event,
                'when': when, 'level': level, 'new': row(new), 'old': row(old),
                'args': list(arguments) or None}
        scope = self._scope
        before = dict.get(scope, 'TD', _ABSENT)
        scope['TD'] = data
        try:
            answer = self._body()
        finally:
            if before is _ABSENT:
                dict.pop(scope, 'TD', None)
            else:
                scope['TD'] = before
        if answer is None:
            return None
        if not isinstance(answer, str):
            raise _Failure('unexpected return value from trigger procedure', '22000',
                           'Expected None or a string.')
        verdict = answer.upper()
        if verdict == 'OK':
            return None
        if verdict == 'SKIP':
            return verdict
        if verdict != 'MODIFY':
            raise _Failure('unexpected return value from trigger procedure', '22000',
                           'Expected None, "OK", "SKIP", or "MODIFY".')
        if new is None:
            _host.notice('WARNING', 'PL/Python trigger function returned "MODIFY" in a DELETE trigger -- ignored',
                         [None] * 8)
            return None
        try:
            return self._modified(data, columns, shapes, new)
        except _Failure as error:
            error.context = error.context or 'while modifying trigger row'
            raise

    @staticmethod
    def _modified(data, columns, shapes, crossed):
        if 'new' not in data:
            raise _Failure('TD["new"] deleted, cannot modify row', '42704')
        changed = data['new']
        if not isinstance(changed, dict):
            raise _Failure('TD["new"] is not a dictionary', '42804')
        for number, key in enumerate(changed):
            if not isinstance(key, str):
                raise _Failure('TD["new"] dictionary key at ordinal position %d is not a string' % number, '42804')
            if key not in columns:
                raise _Failure('key "%s" found in TD["new"] does not exist as a column in the triggering row' % key,
                               '42703')
        values = []
        for column, shape in zip(columns, shapes):
            value = changed.get(column)
            values.append(None if value is None else _outward(shape)(value))
        return values


# -- values on their way out

def _outward(shape):
    """What makes of a value what the host takes for a type of that shape."""
    if isinstance(shape, str):
        known = _OUTWARD.get(shape)
        if known is None:
            tag = shape[1:]
            known = _OUTWARD[shape] = lambda value: _to_sql(value, tag)
        return known
    if shape[0] == 'A':
        element = shape[1]
        inner = _outward(element)
        is_row = not isinstance(element, str) and element[0] == 'C'
        return lambda value: _array_out(value, inner, is_row)
    return _composite_out([str(n) for n in shape[1]], [_outward(s) for s in shape[2]])


def _text_out(value):
    if type(value) is str:
        text = value
    elif isinstance(value, (bytes, bytearray)):
        text = value.decode('utf-8')
    elif isinstance(value, float):
        text = repr(float(value))
    else:
        text = str(value)
    if '\0' in text:
        raise _Failure('could not convert Python object into cstring: '
                       'Python string representation appears to contain null bytes', '42804')
    return text


def _int_out(bits):
    bound = 1 << bits - 1
    return lambda value: value if type(value) is int and -bound <= value < bound else _text_out(value)


def _float_out(value):
    return value if type(value) in (int, float) else _text_out(value)


def _bytes_out(value):
    try:
        return '\\x' + bytes(value).hex()
    except TypeError as error:
        raise _Failure('could not create bytes representation of Python object') from error


_OUTWARD = {'bool': bool, 'int2': _int_out(16), 'int4': _int_out(32), 'int8': _int_out(64), 'float': _float_out, 'text': _text_out, 'bytes': _bytes_out}


def _array_out(value, element, is_row):
    if isinstance(value, (dict, set)) or not _is_sequence(value):
        raise _Failure('return value of function with array return type is not a Python sequence', '42804')
    return _array_literal(value, element, is_row)


def _array_literal(items, element, is_row):
    if isinstance(items, (bytes, bytearray)):
        items = [chr(b) for b in items]
    dimensions = _dimensions(items)
    if len(dimensions) > 6:
        raise _Failure('number of array dimensions exceeds the maximum allowed (6)', '54000')
    return '{}' if 0 in dimensions else _array_level(items, dimensions, element, is_row)


def _dimensions(items):
    """Only lists inside of the outermost sequence are further dimensions; a tuple is a composite value."""
    sizes = [len(items)]
    while len(items) and isinstance(items[0], list):
        items = items[0]
        sizes.append(len(items))
    return sizes


def _ragged():
    return _Failure('multidimensional arrays must have array expressions with matching dimensions', '22P02')


def _array_level(items, dimensions, element, is_row):
    if len(items) != dimensions[0]:
        raise _ragged()
    parts = []
    for item in items:
        if len(dimensions) > 1:
            if not isinstance(item, list):
                raise _ragged()
            parts.append(_array_level(item, dimensions[1:], element, is_row))
        elif item is None:
            parts.append('NULL')
        else:
            parts.append(_quoted_text(element(item)))
    return '{' + ','.join(parts) + '}'


def _quoted_text(value):
    """Any value as an element of an array's or a row's text."""
    if isinstance(value, list):
        text = '(' + ','.join(['' if v is None else _quoted_text(v) for v in value]) + ')'
    else:
        text = ('t' if value else 'f') if value is True or value is False else str(value)
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def _composite_out(names, converters):
    def pieces(values):
        return [None if v is None else c(v) for v, c in zip(values, converters)]

    def convert(value):
        if isinstance(value, str):
            return value
        if isinstance(value, (list, tuple)):
            if len(value) != len(names):
                raise _Failure('length of returned sequence did not match number of columns in row', '42804')
            return pieces(value)
        if hasattr(value, 'keys') and hasattr(type(value), '__getitem__'):
            found = []
            for name in names:
                try:
                    found.append(value[name])
                except KeyError:
                    raise _Failure('key "%s" not found in mapping' % name, '42703', hint=_FIELD_HINT % (
                        'add the value None to the mapping with the key named after the column')) from None
            return pieces(found)
        if isinstance(value, _Row):
            return pieces([value[name] for name in names])
        if _is_sequence(value):
            if len(value) != len(names):
                raise _Failure('length of returned sequence did not match number of columns in row', '42804')
            return pieces(list(value))
        found = []
        for name in names:
            try:
                found.append(getattr(value, name))
            except AttributeError:
                raise _Failure('attribute "%s" does not exist in Python object' % name, '42703', hint=_FIELD_HINT % (
                    'let the returned object have an attribute named after column with value None')) from None
        return pieces(found)

    return convert

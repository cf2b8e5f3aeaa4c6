package org.heapgres.planner.catalog;

import java.util.Map;
import org.heapgres.storage.row.RowLayout;
import org.heapgres.storage.row.ValueType;

/** Relations and all that is kept with them, as stored. */
final class RelationShapes {
  private RelationShapes() {}

  static Table table(RecordForm<Table> form) {
    return new Table(
        form.number(Table::oid),
        form.number(Table::schema),
        form.text(Table::name),
        form.number(Table::owner),
        form.constant(Table.Persistence.class, Table::persistence),
        form.number(Table::rowType),
        form.number(Table::arrayType),
        form.number(Table::store),
        form.list(RelationShapes::column, Table::columns),
        form.number(Table::lastAttnum),
        form.list(RelationShapes::layout, Table::layouts),
        form.list(RelationShapes::index, Table::indexes),
        form.list(RelationShapes::constraint, Table::constraints),
        form.map(RecordForm::textEntry, Table::options),
        form.text(Table::comment),
        form.record(RelationShapes::inheritance, Table::inheritance),
        form.record(RelationShapes::storedQuery, Table::query),
        form.record(RelationShapes::rowSecurity, Table::rowSecurity),
        form.record(RelationShapes::replicaIdentity, Table::replicaIdentity),
        form.number(Table::clusteredOn),
        form.numbers(Table::disabledKeys),
        form.number(Table::ofType));
  }

  static Column column(RecordForm<Column> form) {
    return new Column(
        (short) form.number(Column::attnum),
        form.text(Column::name),
        form.type(Column::type),
        form.number(Column::typmod),
        form.truth(Column::notNull),
        form.text(Column::defaultExpression),
        form.constant(Column.Identity.class, Column::identity),
        form.constant(Column.Generated.class, Column::generated),
        form.datum(Column::missing),
        form.text(Column::comment),
        form.record(RelationShapes::attributes, Column::attributes));
  }

  private static ColumnAttributes attributes(RecordForm<ColumnAttributes> form) {
    return new ColumnAttributes(
        form.number(ColumnAttributes::collation),
        form.letter(ColumnAttributes::storage),
        form.optional(ColumnAttributes::statistics));
  }

  private static ReplicaIdentity replicaIdentity(RecordForm<ReplicaIdentity> form) {
    return new ReplicaIdentity(
        form.letter(ReplicaIdentity::type), form.number(ReplicaIdentity::index));
  }

  static Index index(RecordForm<Index> form) {
    return new Index(
        form.number(Index::oid),
        form.number(Index::schema),
        form.text(Index::name),
        form.number(Index::owner),
        form.number(Index::table),
        form.number(Index::store),
        form.list(RelationShapes::indexKey, Index::keys),
        form.numbers(Index::include),
        form.truth(Index::unique),
        form.truth(Index::primary),
        form.truth(Index::nullsNotDistinct),
        form.text(Index::predicate),
        form.text(Index::method),
        form.truth(Index::valid),
        form.list(RelationShapes::column, Index::columns),
        form.text(Index::comment),
        form.truth(Index::exclusion));
  }

  static Index.Key indexKey(RecordForm<Index.Key> form) {
    return new Index.Key(
        form.number(Index.Key::attnum),
        form.text(Index.Key::expression),
        form.truth(Index.Key::descending),
        form.truth(Index.Key::nullsFirst),
        form.text(Index.Key::operatorClass));
  }

  static Constraint.Key keyConstraint(RecordForm<Constraint.Key> form) {
    return new Constraint.Key(
        form.number(Constraint.Key::oid),
        form.text(Constraint.Key::name),
        form.truth(Constraint.Key::primary),
        form.numbers(Constraint.Key::columns),
        form.number(Constraint.Key::index),
        form.truth(Constraint.Key::deferrable),
        form.truth(Constraint.Key::initiallyDeferred),
        form.numbers(Constraint.Key::exclusion));
  }

  static Constraint.Check checkConstraint(RecordForm<Constraint.Check> form) {
    return new Constraint.Check(
        form.number(Constraint.Check::oid),
        form.text(Constraint.Check::name),
        form.text(Constraint.Check::expression),
        form.numbers(Constraint.Check::columns),
        form.truth(Constraint.Check::validated),
        form.truth(Constraint.Check::notEnforced),
        form.truth(Constraint.Check::noInherit));
  }

  static Constraint.NotNull notNull(RecordForm<Constraint.NotNull> form) {
    return new Constraint.NotNull(
        form.number(Constraint.NotNull::oid),
        form.text(Constraint.NotNull::name),
        form.number(Constraint.NotNull::column),
        form.truth(Constraint.NotNull::notValidated),
        form.truth(Constraint.NotNull::noInherit),
        form.truth(Constraint.NotNull::local));
  }

  static Constraint.ForeignKey foreignKey(RecordForm<Constraint.ForeignKey> form) {
    return new Constraint.ForeignKey(
        form.number(Constraint.ForeignKey::oid),
        form.text(Constraint.ForeignKey::name),
        form.numbers(Constraint.ForeignKey::columns),
        form.number(Constraint.ForeignKey::target),
        form.numbers(Constraint.ForeignKey::targetColumns),
        form.number(Constraint.ForeignKey::index),
        form.constant(Constraint.Action.class, Constraint.ForeignKey::onUpdate),
        form.constant(Constraint.Action.class, Constraint.ForeignKey::onDelete),
        form.numbers(Constraint.ForeignKey::setColumns),
        form.truth(Constraint.ForeignKey::matchFull),
        form.truth(Constraint.ForeignKey::deferrable),
        form.truth(Constraint.ForeignKey::initiallyDeferred),
        form.truth(Constraint.ForeignKey::validated),
        form.truth(Constraint.ForeignKey::notEnforced));
  }

  static Inheritance inheritance(RecordForm<Inheritance> form) {
    return new Inheritance(
        form.numbers(Inheritance::parents),
        form.record(RelationShapes::partitioning, Inheritance::partitioning),
        form.record(RelationShapes::bound, Inheritance::bound),
        form.numbers(Inheritance::inheritedColumns),
        form.map(RelationShapes::numberEntry, Inheritance::indexParents),
        form.map(RelationShapes::numberEntry, Inheritance::constraintParents));
  }

  static Partitioning partitioning(RecordForm<Partitioning> form) {
    return new Partitioning(
        form.letter(Partitioning::strategy),
        form.list(RelationShapes::partitionKey, Partitioning::keys));
  }

  static Partitioning.Key partitionKey(RecordForm<Partitioning.Key> form) {
    return new Partitioning.Key(
        form.number(Partitioning.Key::attnum),
        form.text(Partitioning.Key::expression),
        form.type(Partitioning.Key::type));
  }

  static PartitionBound.Values boundValues(RecordForm<PartitionBound.Values> form) {
    return new PartitionBound.Values(form.texts(PartitionBound.Values::values));
  }

  static PartitionBound.Range boundRange(RecordForm<PartitionBound.Range> form) {
    return new PartitionBound.Range(
        form.list(RelationShapes::boundDatum, PartitionBound.Range::lower),
        form.list(RelationShapes::boundDatum, PartitionBound.Range::upper));
  }

  static PartitionBound.Datum boundDatum(RecordForm<PartitionBound.Datum> form) {
    return new PartitionBound.Datum(
        form.number(PartitionBound.Datum::infinite), form.text(PartitionBound.Datum::value));
  }

  static PartitionBound.Hash boundHash(RecordForm<PartitionBound.Hash> form) {
    return new PartitionBound.Hash(
        form.number(PartitionBound.Hash::modulus), form.number(PartitionBound.Hash::remainder));
  }

  static StoredQuery storedQuery(RecordForm<StoredQuery> form) {
    return new StoredQuery(
        form.text(StoredQuery::sql),
        form.texts(StoredQuery::searchPath),
        form.numbers(StoredQuery::uses),
        form.truth(StoredQuery::populated));
  }

  static RowSecurity rowSecurity(RecordForm<RowSecurity> form) {
    return new RowSecurity(form.truth(RowSecurity::enabled), form.truth(RowSecurity::forced));
  }

  static Sequence sequence(RecordForm<Sequence> form) {
    return new Sequence(
        form.number(Sequence::oid),
        form.number(Sequence::schema),
        form.text(Sequence::name),
        form.number(Sequence::owner),
        form.type(Sequence::type),
        form.large(Sequence::start),
        form.large(Sequence::increment),
        form.large(Sequence::minimum),
        form.large(Sequence::maximum),
        form.large(Sequence::cache),
        form.truth(Sequence::cycle),
        form.number(Sequence::ownedByTable),
        form.number(Sequence::ownedByColumn),
        form.truth(Sequence::identity),
        form.list(RelationShapes::column, Sequence::columns),
        form.text(Sequence::comment));
  }

  static View view(RecordForm<View> form) {
    return new View(
        form.number(View::oid),
        form.number(View::schema),
        form.text(View::name),
        form.number(View::owner),
        form.number(View::rowType),
        form.number(View::arrayType),
        form.list(RelationShapes::column, View::columns),
        form.text(View::query),
        form.texts(View::searchPath),
        form.numbers(View::uses),
        form.text(View::comment),
        form.map(RecordForm::textEntry, View::options));
  }

  static CompositeType compositeType(RecordForm<CompositeType> form) {
    return new CompositeType(
        form.number(CompositeType::oid),
        form.number(CompositeType::schema),
        form.text(CompositeType::name),
        form.number(CompositeType::owner),
        form.number(CompositeType::rowType),
        form.number(CompositeType::arrayType),
        form.list(RelationShapes::column, CompositeType::columns),
        form.number(CompositeType::lastAttnum),
        form.text(CompositeType::comment));
  }

  static RowLayout layout(RecordForm<RowLayout> form) {
    return new RowLayout(
        form.number(RowLayout::version),
        form.list(RelationShapes::layoutColumn, RowLayout::columns));
  }

  private static RowLayout.Column layoutColumn(RecordForm<RowLayout.Column> form) {
    return new RowLayout.Column(
        form.number(RowLayout.Column::id),
        ValueType.ofCode(form.number(column -> column.type().code())));
  }

  static Constraint constraint(RecordForm<Constraint> form) {
    char kind =
        form.letter(
            constraint ->
                switch (constraint) {
                  case Constraint.Key _ -> 'k';
                  case Constraint.NotNull _ -> 'n';
                  case Constraint.Check _ -> 'c';
                  case Constraint.ForeignKey _ -> 'f';
                });
    return switch (kind) {
      case 'k' -> form.as(RelationShapes::keyConstraint);
      case 'n' -> form.as(RelationShapes::notNull);
      case 'c' -> form.as(RelationShapes::checkConstraint);
      case 'f' -> form.as(RelationShapes::foreignKey);
      default -> throw new IllegalArgumentException("constraint of kind " + kind);
    };
  }

  static PartitionBound bound(RecordForm<PartitionBound> form) {
    char kind =
        form.letter(
            bound ->
                switch (bound) {
                  case PartitionBound.Default _ -> 'd';
                  case PartitionBound.Values _ -> 'v';
                  case PartitionBound.Range _ -> 'r';
                  case PartitionBound.Hash _ -> 'h';
                });
    return switch (kind) {
      case 'd' -> new PartitionBound.Default();
      case 'v' -> form.as(RelationShapes::boundValues);
      case 'r' -> form.as(RelationShapes::boundRange);
      case 'h' -> form.as(RelationShapes::boundHash);
      default -> throw new IllegalArgumentException("partition bound of kind " + kind);
    };
  }

  static Map.Entry<Integer, Integer> numberEntry(RecordForm<Map.Entry<Integer, Integer>> form) {
    return Map.entry(form.number(Map.Entry::getKey), form.number(Map.Entry::getValue));
  }
}

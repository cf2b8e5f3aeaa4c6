package org.heapgres.planner.catalog;

import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.TriggerCall.Level;
import org.heapgres.planner.TriggerCall.Timing;

/** Schemas, routines, types and other objects of a database, as stored. */
final class ObjectShapes {
  private ObjectShapes() {}

  static Schema schema(RecordForm<Schema> form) {
    return new Schema(
        form.number(Schema::oid),
        form.text(Schema::name),
        form.number(Schema::owner),
        form.text(Schema::comment));
  }

  static Description description(RecordForm<Description> form) {
    return new Description(
        form.number(Description::oid),
        form.number(Description::catalog),
        form.number(Description::object),
        form.number(Description::owner),
        form.text(Description::comment));
  }

  static Extension extension(RecordForm<Extension> form) {
    return new Extension(
        form.number(Extension::oid),
        form.text(Extension::name),
        form.number(Extension::owner),
        form.number(Extension::schema),
        form.text(Extension::version),
        form.numbers(Extension::members),
        form.text(Extension::comment));
  }

  static ModuleEntry module(RecordForm<ModuleEntry> form) {
    return new ModuleEntry(
        form.number(ModuleEntry::oid),
        form.number(ModuleEntry::schema),
        form.text(ModuleEntry::name),
        form.number(ModuleEntry::owner),
        form.number(ModuleEntry::version),
        form.text(ModuleEntry::source),
        form.text(ModuleEntry::comment));
  }

  static RootEntry root(RecordForm<RootEntry> form) {
    return new RootEntry(
        form.number(RootEntry::oid),
        form.number(RootEntry::schema),
        form.text(RootEntry::name),
        form.number(RootEntry::owner));
  }

  static FunctionEntry function(RecordForm<FunctionEntry> form) {
    return new FunctionEntry(
        form.number(FunctionEntry::oid),
        form.number(FunctionEntry::schema),
        form.text(FunctionEntry::name),
        form.number(FunctionEntry::owner),
        form.letter(FunctionEntry::kind),
        form.list(ObjectShapes::argument, FunctionEntry::arguments),
        form.number(FunctionEntry::result),
        form.truth(FunctionEntry::returnsSet),
        form.text(FunctionEntry::language),
        form.record(ObjectShapes::body, FunctionEntry::body),
        form.record(ObjectShapes::attributes, FunctionEntry::attributes),
        form.text(FunctionEntry::comment),
        form.record(ObjectShapes::aggregate, FunctionEntry::aggregate));
  }

  static FunctionEntry.Argument argument(RecordForm<FunctionEntry.Argument> form) {
    return new FunctionEntry.Argument(
        form.text(FunctionEntry.Argument::name),
        form.letter(FunctionEntry.Argument::mode),
        form.number(FunctionEntry.Argument::type),
        form.text(FunctionEntry.Argument::defaultValue));
  }

  static FunctionEntry.Body body(RecordForm<FunctionEntry.Body> form) {
    return new FunctionEntry.Body(
        form.text(FunctionEntry.Body::source),
        form.text(FunctionEntry.Body::statements),
        form.texts(FunctionEntry.Body::searchPath));
  }

  static FunctionEntry.Attributes attributes(RecordForm<FunctionEntry.Attributes> form) {
    return new FunctionEntry.Attributes(
        form.letter(FunctionEntry.Attributes::volatility),
        form.truth(FunctionEntry.Attributes::strict),
        form.truth(FunctionEntry.Attributes::securityDefiner),
        form.truth(FunctionEntry.Attributes::leakproof),
        form.letter(FunctionEntry.Attributes::parallel),
        form.real(FunctionEntry.Attributes::cost),
        form.real(FunctionEntry.Attributes::rows),
        form.map(RecordForm::textEntry, FunctionEntry.Attributes::settings));
  }

  static FunctionEntry.Aggregate aggregate(RecordForm<FunctionEntry.Aggregate> form) {
    return new FunctionEntry.Aggregate(
        form.number(FunctionEntry.Aggregate::transition),
        form.number(FunctionEntry.Aggregate::stateType),
        form.number(FunctionEntry.Aggregate::finish),
        form.truth(FunctionEntry.Aggregate::finishExtra),
        form.text(FunctionEntry.Aggregate::initial),
        form.text(FunctionEntry.Aggregate::sortOperator));
  }

  static Trigger trigger(RecordForm<Trigger> form) {
    return new Trigger(
        form.number(Trigger::oid),
        form.number(Trigger::table),
        form.text(Trigger::name),
        form.number(Trigger::owner),
        form.number(Trigger::function),
        form.constant(Timing.class, Trigger::timing),
        form.constant(Level.class, Trigger::level),
        form.list(ObjectShapes::event, Trigger::events),
        form.numbers(Trigger::columns),
        form.text(Trigger::condition),
        form.texts(Trigger::arguments),
        form.text(Trigger::oldTable),
        form.text(Trigger::newTable),
        form.truth(Trigger::constraint),
        form.truth(Trigger::deferrable),
        form.truth(Trigger::initiallyDeferred),
        form.letter(Trigger::enabled),
        form.text(Trigger::comment),
        form.number(Trigger::parent));
  }

  static StatisticsObject statistics(RecordForm<StatisticsObject> form) {
    return new StatisticsObject(
        form.number(StatisticsObject::oid),
        form.number(StatisticsObject::schema),
        form.text(StatisticsObject::name),
        form.number(StatisticsObject::owner),
        form.number(StatisticsObject::table),
        form.numbers(StatisticsObject::columns),
        form.texts(StatisticsObject::expressions),
        form.text(StatisticsObject::kinds),
        form.optional(StatisticsObject::target),
        form.text(StatisticsObject::comment));
  }

  static CollationEntry collation(RecordForm<CollationEntry> form) {
    return new CollationEntry(
        form.number(CollationEntry::oid),
        form.number(CollationEntry::schema),
        form.text(CollationEntry::name),
        form.number(CollationEntry::owner),
        form.record(ObjectShapes::collationDefinition, CollationEntry::definition),
        form.text(CollationEntry::comment));
  }

  private static CollationEntry.Definition collationDefinition(
      RecordForm<CollationEntry.Definition> form) {
    return new CollationEntry.Definition(
        form.letter(CollationEntry.Definition::provider),
        form.truth(CollationEntry.Definition::deterministic),
        form.text(CollationEntry.Definition::collate),
        form.text(CollationEntry.Definition::ctype),
        form.text(CollationEntry.Definition::locale),
        form.text(CollationEntry.Definition::rules),
        form.text(CollationEntry.Definition::version));
  }

  static SearchDictionary searchDictionary(RecordForm<SearchDictionary> form) {
    return new SearchDictionary(
        form.number(SearchDictionary::oid),
        form.number(SearchDictionary::schema),
        form.text(SearchDictionary::name),
        form.number(SearchDictionary::owner),
        form.number(SearchDictionary::template),
        form.text(SearchDictionary::options),
        form.text(SearchDictionary::comment));
  }

  static SearchMapping searchMapping(RecordForm<SearchMapping> form) {
    return new SearchMapping(
        form.number(SearchMapping::oid),
        form.number(SearchMapping::schema),
        form.text(SearchMapping::name),
        form.number(SearchMapping::owner),
        form.number(SearchMapping::parser),
        SearchMapping.of(form.list(ObjectShapes::searchEntry, SearchMapping::entries)),
        form.text(SearchMapping::comment));
  }

  static SearchMapping.Entry searchEntry(RecordForm<SearchMapping.Entry> form) {
    return new SearchMapping.Entry(
        form.number(SearchMapping.Entry::tokenType),
        form.numbers(SearchMapping.Entry::dictionaries));
  }

  static OperatorEntry operator(RecordForm<OperatorEntry> form) {
    return new OperatorEntry(
        form.number(OperatorEntry::oid),
        form.number(OperatorEntry::schema),
        form.text(OperatorEntry::name),
        form.number(OperatorEntry::owner),
        form.number(OperatorEntry::left),
        form.number(OperatorEntry::right),
        form.number(OperatorEntry::result),
        form.number(OperatorEntry::function),
        form.text(OperatorEntry::commutator),
        form.text(OperatorEntry::negator),
        form.truth(OperatorEntry::canMerge),
        form.truth(OperatorEntry::canHash),
        form.text(OperatorEntry::comment));
  }

  static CastEntry cast(RecordForm<CastEntry> form) {
    return new CastEntry(
        form.number(CastEntry::oid),
        form.number(CastEntry::source),
        form.number(CastEntry::target),
        form.number(CastEntry::function),
        form.letter(CastEntry::context),
        form.letter(CastEntry::method),
        form.number(CastEntry::owner),
        form.text(CastEntry::comment));
  }

  static UserType userType(RecordForm<UserType> form) {
    return new UserType(
        form.number(UserType::oid),
        form.number(UserType::schema),
        form.text(UserType::name),
        form.number(UserType::owner),
        form.number(UserType::arrayType),
        form.record(ObjectShapes::definition, UserType::definition),
        form.text(UserType::comment));
  }

  static UserType.Enumeration enumeration(RecordForm<UserType.Enumeration> form) {
    return new UserType.Enumeration(form.list(ObjectShapes::label, UserType.Enumeration::labels));
  }

  static UserType.Label label(RecordForm<UserType.Label> form) {
    return new UserType.Label(
        form.number(UserType.Label::oid),
        form.text(UserType.Label::name),
        form.large(UserType.Label::position),
        form.real(UserType.Label::sortOrder));
  }

  static UserType.Domain domain(RecordForm<UserType.Domain> form) {
    return new UserType.Domain(
        form.number(UserType.Domain::baseType),
        form.number(UserType.Domain::typmod),
        form.number(UserType.Domain::collation),
        form.record(ObjectShapes::domainNotNull, UserType.Domain::notNull),
        form.text(UserType.Domain::defaultExpression),
        form.list(ObjectShapes::domainCheck, UserType.Domain::checks));
  }

  static UserType.DomainCheck domainCheck(RecordForm<UserType.DomainCheck> form) {
    return new UserType.DomainCheck(
        form.number(UserType.DomainCheck::oid),
        form.text(UserType.DomainCheck::name),
        form.text(UserType.DomainCheck::expression),
        form.truth(UserType.DomainCheck::validated),
        form.text(UserType.DomainCheck::comment));
  }

  static UserType.DomainNotNull domainNotNull(RecordForm<UserType.DomainNotNull> form) {
    return new UserType.DomainNotNull(
        form.number(UserType.DomainNotNull::oid), form.text(UserType.DomainNotNull::name));
  }

  static UserType.Range range(RecordForm<UserType.Range> form) {
    return new UserType.Range(
        form.number(UserType.Range::subtype),
        form.number(UserType.Range::multirange),
        form.text(UserType.Range::multirangeName),
        form.number(UserType.Range::multirangeArray),
        form.number(UserType.Range::collation),
        form.number(UserType.Range::operatorClass),
        form.number(UserType.Range::subtypeDiff));
  }

  static UserType.Base base(RecordForm<UserType.Base> form) {
    return new UserType.Base(
        form.text(UserType.Base::implementation),
        form.letter(UserType.Base::category),
        form.truth(UserType.Base::preferred),
        form.truth(UserType.Base::collatable));
  }

  static Event event(RecordForm<Event> form) {
    return form.constant(Event.class, event -> event);
  }

  static UserType.Definition definition(RecordForm<UserType.Definition> form) {
    char kind =
        form.letter(
            definition ->
                switch (definition) {
                  case UserType.Enumeration _ -> 'e';
                  case UserType.Domain _ -> 'd';
                  case UserType.Range _ -> 'r';
                  case UserType.Base _ -> 'b';
                });
    return switch (kind) {
      case 'e' -> form.as(ObjectShapes::enumeration);
      case 'd' -> form.as(ObjectShapes::domain);
      case 'r' -> form.as(ObjectShapes::range);
      case 'b' -> form.as(ObjectShapes::base);
      default -> throw new IllegalArgumentException("type of kind " + kind);
    };
  }
}

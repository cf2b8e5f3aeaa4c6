package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.List;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterTSConfigType;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterTSConfigurationStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterTSDictionaryStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Value.ListValue;

/** Text search parsers, dictionaries, templates and configurations. */
final class TextSearchGrammar extends GrammarPart {
  TextSearchGrammar(Grammar g) {
    super(g);
  }

  /** After CREATE. */
  Statement create() {
    ObjectType type = g.objects.objectType();
    List<String> name = anyName();
    return TypeDefinitionGrammar.define(type, name, g.options.definition());
  }

  /** After ALTER. */
  Statement alter() {
    ObjectType type = g.objects.objectType();
    List<String> name = anyName();
    if (type == ObjectType.OBJECT_TSDICTIONARY && at(LEFT_PAREN)) {
      return new AlterTSDictionaryStmt(name, g.options.definition());
    }
    if (type == ObjectType.OBJECT_TSCONFIGURATION) {
      switch (tokens.kind) {
        case ADD -> {
          expect(ADD, MAPPING, FOR);
          return mapping(AlterTSConfigType.ALTER_TSCONFIG_ADD_MAPPING, name, false);
        }
        case ALTER -> {
          return alterMapping(name);
        }
        case DROP -> {
          expect(DROP, MAPPING);
          boolean missingOk = ifExists();
          expect(FOR);
          return new AlterTSConfigurationStmt(
              AlterTSConfigType.ALTER_TSCONFIG_DROP_MAPPING,
              name,
              nameList(),
              List.of(),
              false,
              false,
              missingOk);
        }
        default -> {}
      }
    }
    return g.alter.shared(type, new ListValue(strings(name)));
  }

  private Statement mapping(AlterTSConfigType kind, List<String> name, boolean override) {
    List<String> tokenTypes = nameList();
    expect(WITH);
    List<List<String>> dictionaries = commaList(this::anyName);
    return new AlterTSConfigurationStmt(
        kind, name, tokenTypes, dictionaries, override, false, false);
  }

  private Statement alterMapping(List<String> name) {
    expect(ALTER, MAPPING);
    if (accept(REPLACE)) {
      return replace(AlterTSConfigType.ALTER_TSCONFIG_REPLACE_DICT, name, List.of());
    }
    expect(FOR);
    List<String> tokenTypes = nameList();
    if (accept(REPLACE)) {
      return replace(AlterTSConfigType.ALTER_TSCONFIG_REPLACE_DICT_FOR_TOKEN, name, tokenTypes);
    }
    expect(WITH);
    List<List<String>> dictionaries = commaList(this::anyName);
    return new AlterTSConfigurationStmt(
        AlterTSConfigType.ALTER_TSCONFIG_ALTER_MAPPING_FOR_TOKEN,
        name,
        tokenTypes,
        dictionaries,
        true,
        false,
        false);
  }

  private Statement replace(AlterTSConfigType kind, List<String> name, List<String> tokenTypes) {
    List<String> from = anyName();
    expect(WITH);
    List<String> to = anyName();
    return new AlterTSConfigurationStmt(
        kind, name, tokenTypes, List.of(from, to), false, true, false);
  }
}

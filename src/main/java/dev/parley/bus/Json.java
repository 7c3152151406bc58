package dev.parley.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.ArrayList;
import java.util.List;

/**
 * The JSON of records: snake_case names, absent instead of null, unknown fields ignored, and a
 * {@code type} tag (the simple name of the record) wherever a sealed interface is declared. This is
 * how a record may evolve: fields are only ever added, and null means absent.
 */
public final class Json {
  /** Deepest nesting accepted in any document. */
  public static final int MAX_DEPTH = 64;

  /** The one mapper for records on the bus and in the database. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .annotationIntrospector(new SealedTypes())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
  }

  private Json() {}

  /** Tags every sealed interface with the simple name of the record, without an annotation each. */
  private static final class SealedTypes extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public TypeResolverBuilder<?> findTypeResolver(
        MapperConfig<?> config, AnnotatedClass type, JavaType base) {
      if (sealedRoot(type.getRawType()) == null) {
        return super.findTypeResolver(config, type, base);
      }
      return new StdTypeResolverBuilder()
          .init(JsonTypeInfo.Id.NAME, null)
          .inclusion(JsonTypeInfo.As.PROPERTY)
          .typeProperty("type");
    }

    /** The tag is the same whether the record is written by itself or inside of another. */
    @Override
    public String findTypeName(AnnotatedClass type) {
      Class<?> raw = type.getRawType();
      return raw.isInterface() || sealedRoot(raw) == null
          ? super.findTypeName(type)
          : raw.getSimpleName();
    }

    @Override
    public List<NamedType> findSubtypes(Annotated annotated) {
      Class<?> raw = annotated.getRawType();
      if (!raw.isSealed()) {
        return super.findSubtypes(annotated);
      }
      List<NamedType> leaves = new ArrayList<>();
      collect(raw, leaves);
      return leaves;
    }

    private static void collect(Class<?> type, List<NamedType> leaves) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        if (permitted.isSealed()) {
          collect(permitted, leaves);
        } else {
          leaves.add(new NamedType(permitted, permitted.getSimpleName()));
        }
      }
    }

    /** The sealed interface that a record belongs to, or the interface itself; null when none. */
    private static Class<?> sealedRoot(Class<?> type) {
      if (type.isInterface()) {
        return type.isSealed() ? type : null;
      }
      for (Class<?> parent : type.getInterfaces()) {
        if (parent.isSealed()) {
          return parent;
        }
      }
      return null;
    }
  }
}

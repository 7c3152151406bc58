package dev.parley.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Holds for fields whose type, including type arguments, names nothing from a package. */
final class NotInvolve extends ArchCondition<JavaField> {
  private final String packageName;

  NotInvolve(String packageName) {
    super("not have a type of %s", packageName);
    this.packageName = packageName;
  }

  @Override
  public void check(JavaField field, ConditionEvents events) {
    for (JavaClass type : field.getAllInvolvedRawTypes()) {
      if (type.getPackageName().equals(packageName)) {
        String text = field.getFullName() + " has the type " + field.getType().getName();
        events.add(SimpleConditionEvent.violated(field, text));
      }
    }
  }
}

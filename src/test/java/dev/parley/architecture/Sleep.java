package dev.parley.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.concurrent.TimeUnit;

/** A call that makes its thread wait for a fixed time. */
final class Sleep extends DescribedPredicate<JavaCall<?>> {
  Sleep() {
    super("it sleeps");
  }

  @Override
  public boolean test(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    return call.getName().equals("sleep")
        && (owner.isAssignableTo(Thread.class) || owner.isAssignableTo(TimeUnit.class));
  }
}

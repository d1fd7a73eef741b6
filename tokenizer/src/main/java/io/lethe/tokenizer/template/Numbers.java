package io.lethe.tokenizer.template;

import io.lethe.tokenizer.template.Expr.ArithmeticOperator;
import io.lethe.tokenizer.template.Value.Int;
import io.lethe.tokenizer.template.Value.Real;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Python's int and float: integers without bounds but with a limit, floor division, float text. */
final class Numbers {
  /** Bits of the largest integer; Python itself refuses to print more than 4,300 digits. */
  private static final int LARGEST_BITS = 4_096;

  private static final int LAST_PLAIN_EXPONENT = 15;

  private Numbers() {}

  /** The integer that a bool or an int is, or null. */
  static @Nullable BigInteger integer(Value value) {
    return switch (value) {
      case Int number -> number.value();
      case Value.Bool bool -> bool == Value.Bool.TRUE ? BigInteger.ONE : BigInteger.ZERO;
      default -> null;
    };
  }

  /** The float that a number is, or null. */
  static @Nullable Double real(Value value) {
    if (value instanceof Real real) {
      return real.value();
    }
    BigInteger integer = integer(value);
    return integer == null ? null : (Double) integer.doubleValue();
  }

  static boolean is(Value value) {
    return value instanceof Real || integer(value) != null;
  }

  /** The int for an index or a count; beyond the range of int it is the end of that range. */
  static int index(Value value) {
    BigInteger integer = integer(value);
    if (integer == null) {
      throw new Fault(
          value instanceof Value.Undefined undefined
              ? undefined.why()
              : "wanted an int, found " + Types.name(value));
    }
    if (integer.bitLength() > 31) {
      return integer.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }
    return integer.intValueExact();
  }

  /** Both operands are numbers. */
  static Value arithmetic(Value left, ArithmeticOperator operator, Value right) {
    BigInteger a = integer(left);
    BigInteger b = integer(right);
    if (a != null && b != null) {
      return integers(a, operator, b);
    }
    return reals(require(left), operator, require(right));
  }

  private static double require(Value value) {
    Double real = real(value);
    if (real == null) {
      throw new Fault("wanted a number, found " + Types.name(value));
    }
    return real;
  }

  private static Value integers(BigInteger a, ArithmeticOperator operator, BigInteger b) {
    return switch (operator) {
      case ADD -> bounded(a.add(b));
      case SUBTRACT -> bounded(a.subtract(b));
      case MULTIPLY -> bounded(a.multiply(b));
      case DIVIDE -> divide(a, b);
      case FLOOR_DIVIDE -> bounded(floor(a, nonZero(b)));
      case MODULO -> bounded(a.subtract(floor(a, nonZero(b)).multiply(b)));
      case POWER -> power(a, b);
    };
  }

  /** The double nearest to the exact quotient, as Python gives it. */
  private static Value divide(BigInteger a, BigInteger b) {
    nonZero(b);
    if (a.bitLength() <= 53 && b.bitLength() <= 53) {
      return new Real(a.doubleValue() / b.doubleValue());
    }
    return new Real(new BigDecimal(a).divide(new BigDecimal(b), new MathContext(60)).doubleValue());
  }

  private static BigInteger nonZero(BigInteger divisor) {
    if (divisor.signum() == 0) {
      throw new Fault("division by zero");
    }
    return divisor;
  }

  private static BigInteger floor(BigInteger a, BigInteger b) {
    BigInteger[] parts = a.divideAndRemainder(b);
    boolean rounds = parts[1].signum() != 0 && parts[1].signum() != b.signum();
    return rounds ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static Value power(BigInteger a, BigInteger b) {
    if (b.signum() < 0) {
      return reals(a.doubleValue(), ArithmeticOperator.POWER, b.doubleValue());
    }
    boolean grows = a.abs().compareTo(BigInteger.ONE) > 0;
    if (grows && (b.bitLength() > 31 || (long) a.bitLength() * b.intValue() > 2L * LARGEST_BITS)) {
      throw Fault.limit("bits of an integer", 2L * LARGEST_BITS + 1, LARGEST_BITS);
    }
    if (!grows) {
      boolean negates = a.signum() < 0 && b.testBit(0);
      return new Int(b.signum() == 0 ? BigInteger.ONE : negates ? a : a.abs());
    }
    return bounded(a.pow(b.intValueExact()));
  }

  private static Int bounded(BigInteger value) {
    if (value.bitLength() > LARGEST_BITS) {
      throw Fault.limit("bits of an integer", value.bitLength(), LARGEST_BITS);
    }
    return new Int(value);
  }

  private static Value reals(double a, ArithmeticOperator operator, double b) {
    boolean divides =
        switch (operator) {
          case DIVIDE, FLOOR_DIVIDE, MODULO -> true;
          case ADD, SUBTRACT, MULTIPLY -> false;
          case POWER -> a == 0 && b < 0;
        };
    if (divides && (operator == ArithmeticOperator.POWER || b == 0)) {
      throw new Fault("division by zero");
    }
    return new Real(
        switch (operator) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case FLOOR_DIVIDE -> Math.floor(a / b);
          case MODULO -> modulo(a, b);
          case POWER -> Math.pow(a, b);
        });
  }

  private static double modulo(double a, double b) {
    double rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
  }

  static Value negate(Value value) {
    BigInteger integer = integer(value);
    return integer != null ? new Int(integer.negate()) : new Real(-require(value));
  }

  static Value positive(Value value) {
    BigInteger integer = integer(value);
    return integer != null ? new Int(integer) : new Real(require(value));
  }

  static Value absolute(Value value) {
    BigInteger integer = integer(value);
    return integer != null ? new Int(integer.abs()) : new Real(Math.abs(require(value)));
  }

  /** Python's {@code round(value, digits)}: to even, on the exact value. */
  static Value round(Value value, int digits, RoundingMode mode) {
    BigInteger integer = integer(value);
    if (integer != null && digits >= 0) {
      return new Int(integer);
    }
    double real = require(value);
    if (Double.isNaN(real) || Double.isInfinite(real) || Math.abs(digits) > 300) {
      return new Real(real);
    }
    BigDecimal rounded = new BigDecimal(real).setScale(digits, mode);
    return integer == null ? new Real(rounded.doubleValue()) : new Int(rounded.toBigInteger());
  }

  static int compare(Value left, Value right) {
    BigInteger a = integer(left);
    BigInteger b = integer(right);
    if (a != null && b != null) {
      return a.compareTo(b);
    }
    double x = require(left);
    double y = require(right);
    if ((a == null && b == null) || Double.isInfinite(x) || Double.isInfinite(y)) {
      return x < y ? -1 : x == y ? 0 : 1;
    }
    return exact(a, x).compareTo(exact(b, y));
  }

  private static BigDecimal exact(@Nullable BigInteger integer, double real) {
    return integer == null ? new BigDecimal(real) : new BigDecimal(integer);
  }

  static boolean isNan(Value value) {
    return value instanceof Real real && Double.isNaN(real.value());
  }

  /** The float a text spells as in Python's {@code float(text)}; NaN if it spells none. */
  static double parse(String text) {
    String s = text.replace("_", "").toLowerCase(Locale.ROOT);
    if (s.matches("[+-]?(inf|infinity)")) {
      return s.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    boolean fits =
        s.length() <= 1_000 && s.matches("[+-]?([0-9]++\\.?[0-9]*+|\\.[0-9]++)(e[+-]?[0-9]++)?");
    return fits ? Double.parseDouble(s) : Double.NaN;
  }

  /** Python's {@code repr(float)}: the shortest digits that read back as the same double. */
  static String show(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent < -4 || exponent > LAST_PLAIN_EXPONENT) {
      String digits = shortest.unscaledValue().abs().toString();
      return (value < 0 ? "-" : "")
          + digits.charAt(0)
          + (digits.length() > 1 ? "." + digits.substring(1) : "")
          + "e"
          + (exponent < 0 ? "-" : "+")
          + (Math.abs(exponent) < 10 ? "0" : "")
          + Math.abs(exponent);
    }
    String plain = shortest.toPlainString();
    return shortest.scale() <= 0 ? plain + ".0" : plain;
  }
}

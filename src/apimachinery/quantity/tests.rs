use super::{Format, Quantity};
use expect_test::{Expect, expect};

/// One line a quantity: its canonical spelling, format, what it remembers, whole units and thousandths.
fn check(texts: &[&str], expected: Expect) {
    let describe = |text: &&str| match Quantity::parse(text) {
        Ok(quantity) => format!(
            "{text}: {quantity} {} {:?} {} {}\n",
            quantity.format().name(),
            quantity.cached_text(),
            quantity.value(),
            quantity.milli_value()
        ),
        Err(error) => format!("{text}: {error}\n"),
    };
    expected.assert_eq(&texts.iter().map(describe).collect::<String>());
}

#[test]
fn canonical_spellings_are_kept_and_others_respelled() {
    check(
        &["100m", "0.1", "1.5Gi", "1Gi", "200Mi", "1000m", "1e3", "1.500", "+100m", "0100m", "129e6", "0"],
        expect![[r#"
            100m: 100m DecimalSI "100m" 1 100
            0.1: 100m DecimalSI "" 1 100
            1.5Gi: 1536Mi BinarySI "" 1610612736 1610612736000
            1Gi: 1Gi BinarySI "1Gi" 1073741824 1073741824000
            200Mi: 200Mi BinarySI "" 209715200 209715200000
            1000m: 1 DecimalSI "" 1 1000
            1e3: 1e3 DecimalExponent "1e3" 1000 1000000
            1.500: 1.500 DecimalSI "1.500" 2 1500
            +100m: +100m DecimalSI "+100m" 1 100
            0100m: 0100m DecimalSI "0100m" 1 100
            129e6: 129e6 DecimalExponent "129e6" 129000000 129000000000
            0: 0 DecimalSI "0" 0 0
        "#]],
    );
}

#[test]
fn binary_amounts_that_would_be_rounded_print_as_decimals() {
    check(
        &["0.5Gi", "0.0001Ki", "1.1Ki", "1023", "1023Ki", "1025Ki", "2048Ki", "8Ei", "100Ei", "-3Ki"],
        expect![[r#"
            0.5Gi: 512Mi BinarySI "" 536870912 536870912000
            0.0001Ki: 102400u DecimalSI "" 1 103
            1.1Ki: 1126400m BinarySI "" 1127 1126400
            1023: 1023 DecimalSI "1023" 1023 1023000
            1023Ki: 1023Ki BinarySI "1023Ki" 1047552 1047552000
            1025Ki: 1025Ki BinarySI "1025Ki" 1049600 1049600000
            2048Ki: 2Mi BinarySI "" 2097152 2097152000
            8Ei: 9223372036854775807 BinarySI "" 9223372036854775807 -1000
            100Ei: 9223372036854775807 BinarySI "" 9223372036854775807 -1000
            -3Ki: -3Ki BinarySI "-3Ki" -3072 -3072000
        "#]],
    );
}

#[test]
fn amounts_beyond_64_bits_keep_their_digits() {
    check(
        &["12345678901234567890", "0.0000000001", "1e400", "1000E", "9223372036854775808n"],
        expect![[r#"
            12345678901234567890: 12345678901234567890 DecimalSI "" -6101065172474983726 4807115922877858896
            0.0000000001: 1n DecimalSI "" 1 1
            1e400: 10e399 DecimalExponent "" 0 0
            1000E: 1 DecimalSI "" 0 0
            9223372036854775808n: 9223372036854775808n DecimalSI "" 9223372037 9223372036855
        "#]],
    );
}

#[test]
fn what_is_no_quantity_is_refused_in_upstreams_words() {
    check(
        &["", "12Q7", "1.2.3", "1 ", "1ee3", "1K", "1mi", "1e99999999999999999999", ".Ei", "-", "k", "1é"],
        expect![[r#"
            : quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            12Q7: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            1.2.3: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            1 : quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            1ee3: unable to parse quantity's suffix
            1K: unable to parse quantity's suffix
            1mi: unable to parse quantity's suffix
            1e99999999999999999999: unable to parse quantity's suffix
            .Ei: unable to parse numeric part of quantity
            -: 0 DecimalSI "" 0 0
            k: 0 DecimalSI "" 0 0
            1é: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
        "#]],
    );
}

#[test]
fn sums_and_order_look_at_the_value() {
    let parse = |text: &str| Quantity::parse(text).expect("a quantity");
    let mut sum = Quantity::new(0, Format::BinarySi);
    let mut seen = Vec::new();
    for text in ["250m", "1", "1Gi", "12345678901234567890", "-12345678901234567890", "1e1000000000"] {
        sum.add(&parse(text));
        seen.push(sum.to_string());
    }
    let mut rest = parse("1");
    rest.sub(&parse("1500m"));
    seen.push(rest.to_string());
    expect![[r#"
        [
            "250m",
            "1250m",
            "1073741825250m",
            "12345678902308309715250m",
            "1073741825250m",
            "10",
            "-500m",
        ]
    "#]]
    .assert_debug_eq(&seen);
    assert_eq!(parse("1"), parse("1000m"));
    assert!(parse("1Gi") > parse("1G"));
    assert!(parse("1e1000000000") > parse("12345678901234567890"));
    assert!(parse("-1e1000000000") < parse("0"));
}

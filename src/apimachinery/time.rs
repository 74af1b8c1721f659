//! Simulated time: whole milliseconds since the cluster's birth, and the ways Kubernetes prints it.
//!
//! Invariant: no wall clock anywhere below the page; `Time` arrives as an argument.
//! Upstream: `k8s.io/apimachinery/pkg/util/duration`, `pkg/apis/meta/v1/time.go`.

/// The instant of `Time::ZERO` in the civil calendar, in seconds of Unix time: 2026-01-05T08:00:00Z, a Monday.
pub const EPOCH_SECONDS: u64 = 1_767_600_000;

/// A moment of the simulation in milliseconds since the cluster's birth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub u64);

impl Time {
    /// The birth of the cluster.
    pub const ZERO: Time = Time(0);
    /// Later than every moment that is reached.
    pub const NEVER: Time = Time(u64::MAX);

    /// The moment `millis` milliseconds later.
    #[must_use]
    pub fn plus(self, millis: u64) -> Time {
        Time(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to `self`; 0 where `earlier` is later.
    pub fn since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The moment cut down to whole seconds, as `metav1.Time` stores it.
    #[must_use]
    pub fn whole_second(self) -> Time {
        Time(self.0 - self.0 % 1000)
    }

    /// `2026-01-05T08:00:07Z`, the form of `metav1.Time`.
    pub fn rfc3339(self) -> String {
        let civil = Civil::of(self);
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second
        )
    }

    /// `2026-01-05T08:00:07.123000Z`, the form of `metav1.MicroTime`.
    pub fn rfc3339_micro(self) -> String {
        let whole = self.rfc3339();
        format!("{}.{:03}000Z", whole.trim_end_matches('Z'), self.0 % 1000)
    }

    /// `Mon, 05 Jan 2026 08:00:07 +0000`, as `kubectl describe` prints times.
    pub fn rfc1123z(self) -> String {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let civil = Civil::of(self);
        let day = DAYS[(civil.days_since_1970 % 7) as usize];
        let month = MONTHS[civil.month as usize - 1];
        format!(
            "{day}, {:02} {month} {:04} {:02}:{:02}:{:02} +0000",
            civil.day, civil.year, civil.hour, civil.minute, civil.second
        )
    }

    /// Reads `2026-01-05T08:00:07Z`, with or without a fraction, in UTC.
    ///
    /// Errors: `None` for any other form and for moments before the cluster's birth.
    pub fn parse_rfc3339(text: &str) -> Option<Time> {
        let (date, rest) = text.split_once(['T', 't'])?;
        let clock = rest.strip_suffix(['Z', 'z'])?;
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        let date: Vec<u64> = numbers(date, '-')?;
        let clock: Vec<u64> = numbers(clock, ':')?;
        let ([year, month, day], [hour, minute, second]) =
            (date[..].try_into().ok()?, clock[..].try_into().ok()?);
        if !(1970..=9999).contains(&year)
            || !(1..=12).contains(&month)
            || !(1..=31).contains(&day)
            || hour > 23
            || minute > 59
            || second > 60
        {
            return None;
        }
        let millis = format!("{fraction:0<3}").get(..3)?.parse::<u64>().ok()?;
        let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
        seconds.checked_sub(EPOCH_SECONDS).map(|seconds| Time(seconds * 1000 + millis))
    }
}

fn numbers(text: &str, separator: char) -> Option<Vec<u64>> {
    text.split(separator).map(|part| part.parse().ok()).collect()
}

struct Civil {
    days_since_1970: u64,
    year: u64,
    month: u64,
    day: u64,
    hour: u64,
    minute: u64,
    second: u64,
}

impl Civil {
    fn of(time: Time) -> Civil {
        let seconds = EPOCH_SECONDS + (time.0.min(u64::MAX / 2)) / 1000;
        let days = seconds / 86_400;
        // Howard Hinnant's civil_from_days, in unsigned arithmetic: every moment here lies after 1970.
        let shifted = days + 719_468;
        let era = shifted / 146_097;
        let day_of_era = shifted % 146_097;
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        Civil {
            days_since_1970: days,
            year: year_of_era + era * 400 + u64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
            hour: seconds / 3600 % 24,
            minute: seconds / 60 % 60,
            second: seconds % 60,
        }
    }
}

fn days_from_civil(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let year_of_era = year % 400;
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// An age as kubectl's tables print it, with two or three significant figures: `45s`, `3m20s`, `2d4h`.
///
/// Upstream: `duration.HumanDuration`.
pub fn human_duration(millis: u64) -> String {
    let seconds = millis / 1000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let two = |big: u64, unit: &str, small: u64, small_unit: &str| match small {
        0 => format!("{big}{unit}"),
        _ => format!("{big}{unit}{small}{small_unit}"),
    };
    match () {
        () if seconds < 120 => format!("{seconds}s"),
        () if minutes < 10 => two(minutes, "m", seconds % 60, "s"),
        () if minutes < 180 => format!("{minutes}m"),
        () if hours < 8 => two(hours, "h", minutes % 60, "m"),
        () if hours < 48 => format!("{hours}h"),
        () if days < 8 => two(days, "d", hours % 24, "h"),
        () if days < 730 => format!("{days}d"),
        () if days < 365 * 8 => two(days / 365, "y", days % 365, "d"),
        () => format!("{}y", days / 365),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_dates_go_both_ways() {
        for (time, text) in [
            (Time::ZERO, "2026-01-05T08:00:00Z"),
            (Time(1000 * (3600 * 16)), "2026-01-06T00:00:00Z"),
            (Time(1000 * 86_400 * 54), "2026-02-28T08:00:00Z"),
            (Time(1000 * 86_400 * 785), "2028-02-29T08:00:00Z"),
        ] {
            assert_eq!(time.rfc3339(), text);
            assert_eq!(Time::parse_rfc3339(text), Some(time));
        }
        assert_eq!(Time(7123).rfc1123z(), "Mon, 05 Jan 2026 08:00:07 +0000");
        assert_eq!(Time(7123).rfc3339_micro(), "2026-01-05T08:00:07.123000Z");
        assert_eq!(Time::parse_rfc3339("2026-01-05T08:00:07.5Z"), Some(Time(7500)));
        assert_eq!(Time::parse_rfc3339("yesterday"), None);
    }

    #[test]
    fn ages_keep_two_or_three_figures() {
        for (seconds, text) in [
            (0, "0s"),
            (119, "119s"),
            (120, "2m"),
            (200, "3m20s"),
            (3600, "60m"),
            (4 * 3600 + 60, "4h1m"),
            (20 * 3600, "20h"),
            (3 * 86_400 + 4 * 3600, "3d4h"),
            (400 * 86_400, "400d"),
            (800 * 86_400, "2y70d"),
        ] {
            assert_eq!(human_duration(seconds * 1000), text);
        }
    }
}

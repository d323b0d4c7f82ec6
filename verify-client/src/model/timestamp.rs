//! A moment in time as Twilio writes it, without another crate's type in the interface.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const SECONDS_OF_DAY: u64 = 86_400;

/// The last second of the year 9999, counted from 1970.
const LAST_SECOND: u64 = 253_402_300_799;

/// A moment in time, with nanoseconds: from 1970 to the end of the year 9999, in UTC.
///
/// Its text has the form of RFC 3339; [`parse`](str::parse) refuses other text with
/// [`InvalidTimestamp`], and reads the leap second as the second before it. Convert it to
/// [`SystemTime`], or with the features `chrono-0_4` and `jiff-0_2` to the types of those crates.
/// `jiff` ends on 9999-12-30: later moments become its last one.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use verify_client::Timestamp;
///
/// let created: Timestamp = "2026-01-02T04:04:05+01:00".parse()?;
/// assert_eq!(created.to_string(), "2026-01-02T03:04:05Z");
/// let time: SystemTime = created.into();
/// assert_eq!(time, SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045));
/// # Ok::<(), verify_client::InvalidTimestamp>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp {
    seconds: u64,
    nanoseconds: u32,
}

/// The text or the time is not a [`Timestamp`]. The error does not repeat the text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidTimestamp(());

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a date and time of RFC 3339 between the years 1970 and 9999")
    }
}

impl std::error::Error for InvalidTimestamp {}

impl Timestamp {
    /// The last second that a timestamp can hold, for a clock that has run past it.
    #[cfg(feature = "mock")]
    pub(crate) const MAX: Self = Self { seconds: LAST_SECOND, nanoseconds: 0 };

    fn new(seconds: u64, nanoseconds: u32) -> Option<Self> {
        (seconds <= LAST_SECOND).then_some(Self { seconds, nanoseconds })
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix_seconds(self) -> u64 {
        self.seconds
    }

    /// Nanoseconds after [`unix_seconds`](Timestamp::unix_seconds), less than 1,000,000,000.
    #[must_use]
    pub fn subsec_nanos(self) -> u32 {
        self.nanoseconds
    }

    /// The moment that is this much later; `None` when that is after the year 9999.
    #[must_use]
    pub fn checked_add(self, time: Duration) -> Option<Self> {
        let nanoseconds = self.nanoseconds + time.subsec_nanos();
        let (carry, nanoseconds) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
        let seconds = self.seconds.checked_add(time.as_secs())?;
        Self::new(seconds.checked_add(carry.into())?, nanoseconds)
    }

    fn parse(text: &str) -> Option<Self> {
        let (date_and_time, zone) = text.as_bytes().split_at_checked(19)?;
        let &[
            y0,
            y1,
            y2,
            y3,
            b'-',
            mo0,
            mo1,
            b'-',
            d0,
            d1,
            b'T' | b't' | b' ',
            h0,
            h1,
            b':',
            mi0,
            mi1,
            b':',
            s0,
            s1,
        ] = date_and_time
        else {
            return None;
        };
        let year = two(y0, y1)? * 100 + two(y2, y3)?;
        let (month, day) = (two(mo0, mo1)?, two(d0, d1)?);
        let (hour, minute, second) = (two(h0, h1)?, two(mi0, mi1)?, two(s0, s1)?);
        // A leap second is the last one of its minute.
        let is_valid = (1..=12).contains(&month)
            && (1..=days_of_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second <= 60;
        if !is_valid {
            return None;
        }
        let (nanoseconds, zone) = fraction(zone)?;
        let seconds =
            days_before(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second.min(59);
        Self::new(u64::try_from(seconds - offset(zone)?).ok()?, nanoseconds)
    }
}

/// A number of two digits.
fn two(tens: u8, ones: u8) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?)
}

/// The nanoseconds of a fraction of a second, and what follows it.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some(digits) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    let (digits, rest) = digits.split_at_checked(end)?;
    let nanoseconds = (0..9)
        .map(|place| digits.get(place).map_or(0, |byte| u32::from(byte - b'0')))
        .fold(0, |sum, digit| sum * 10 + digit);
    (!digits.is_empty()).then_some((nanoseconds, rest))
}

/// The seconds by which the local time is ahead of UTC.
fn offset(zone: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match *zone {
        [b'Z' | b'z'] => return Some(0),
        [sign, h0, h1, b':', m0, m1] => (sign, two(h0, h1)?, two(m0, m1)?),
        _ => return None,
    };
    let seconds = (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)?;
    match sign {
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the date, in the calendar that begins its years in March
/// (<https://howardhinnant.github.io/date_algorithms.html#days_from_civil>).
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_before`]: year, month and day
/// (<https://howardhinnant.github.io/date_algorithms.html#civil_from_days>).
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        Self::parse(text).ok_or(InvalidTimestamp(()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date(self.seconds / SECONDS_OF_DAY);
        let second = self.seconds % SECONDS_OF_DAY;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanoseconds > 0 {
            let fraction = format!("{:09}", self.nanoseconds);
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date and time of RFC 3339")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = InvalidTimestamp;

    fn try_from(time: SystemTime) -> Result<Self, InvalidTimestamp> {
        let since = time.duration_since(UNIX_EPOCH).ok();
        since
            .and_then(|since| Self::new(since.as_secs(), since.subsec_nanos()))
            .ok_or(InvalidTimestamp(()))
    }
}

impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        UNIX_EPOCH + Duration::new(timestamp.seconds, timestamp.nanoseconds)
    }
}

#[cfg(feature = "chrono-0_4")]
impl From<Timestamp> for chrono::DateTime<chrono::Utc> {
    fn from(timestamp: Timestamp) -> Self {
        // chrono knows every moment up to the year 262142.
        Self::from_timestamp(timestamp.seconds.cast_signed(), timestamp.nanoseconds)
            .unwrap_or_default()
    }
}

#[cfg(feature = "jiff-0_2")]
impl From<Timestamp> for jiff::Timestamp {
    fn from(timestamp: Timestamp) -> Self {
        // jiff ends at 9999-12-30T22:00:00.999999999Z.
        let nanoseconds = timestamp.nanoseconds.cast_signed();
        Self::new(timestamp.seconds.cast_signed(), nanoseconds).unwrap_or(Self::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_written_as_in_rfc_3339() {
        for (text, seconds, nanoseconds, written) in [
            ("1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00Z"),
            ("2026-01-02T03:04:05Z", 1_767_323_045, 0, "2026-01-02T03:04:05Z"),
            ("2026-01-02t03:04:05z", 1_767_323_045, 0, "2026-01-02T03:04:05Z"),
            ("2026-01-02 04:34:05+01:30", 1_767_323_045, 0, "2026-01-02T03:04:05Z"),
            ("2026-01-01T22:04:05-05:00", 1_767_323_045, 0, "2026-01-02T03:04:05Z"),
            ("2026-01-02T03:04:05.5Z", 1_767_323_045, 500_000_000, "2026-01-02T03:04:05.5Z"),
            ("2026-01-02T03:04:05.0000000019Z", 1_767_323_045, 1, "2026-01-02T03:04:05.000000001Z"),
            ("2024-02-29T00:00:00Z", 1_709_164_800, 0, "2024-02-29T00:00:00Z"),
            ("2000-02-29T23:59:60Z", 951_868_799, 0, "2000-02-29T23:59:59Z"),
            ("1969-12-31T23:30:00-01:00", 1_800, 0, "1970-01-01T00:30:00Z"),
            ("9999-12-31T23:59:59Z", LAST_SECOND, 0, "9999-12-31T23:59:59Z"),
        ] {
            let timestamp: Timestamp = text.parse().unwrap();
            assert_eq!(
                (timestamp.unix_seconds(), timestamp.subsec_nanos()),
                (seconds, nanoseconds),
                "{text}"
            );
            assert_eq!(timestamp.to_string(), written);
            assert_eq!(written.parse(), Ok(timestamp));
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2026-01-02",
            "2026-01-02T03:04:05",
            "2026-01-02T03:04:05+0100",
            "2026-01-02T03:04:05.Z",
            "2026-01-02T03:04:05ZZ",
            "2026-13-02T03:04:05Z",
            "2026-00-02T03:04:05Z",
            "2026-02-29T03:04:05Z",
            "1900-02-29T03:04:05Z",
            "2026-04-31T03:04:05Z",
            "2026-01-02T24:00:00Z",
            "2026-01-02T03:60:05Z",
            "2026-01-02T03:04:61Z",
            "2026-01-02T03:04:05+24:00",
            "2026-01-02T03:04:05*01:00",
            "+026-01-02T03:04:05Z",
            "2026-01-02T03:04:0éZ",
            "9999-12-31T23:59:59-00:01",
            "1970-01-01T00:00:00+00:01",
            "1969-12-31T23:59:59Z",
            "Fri, 02 Jan 2026 03:04:05 GMT",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn every_day_comes_back_as_it_went_in() {
        for days in 0..=LAST_SECOND / SECONDS_OF_DAY {
            let (year, month, day) = date(days);
            let [year, month, day] = [year, month, day].map(u64::cast_signed);
            assert_eq!(days_before(year, month, day), days.cast_signed());
            assert!((1..=days_of_month(year, month)).contains(&day));
        }
    }

    #[test]
    fn system_time_comes_back_as_it_went_in() {
        for text in ["1970-01-01T00:00:00Z", "2026-01-02T03:04:05.000000001Z"] {
            let timestamp: Timestamp = text.parse().unwrap();
            assert_eq!(Timestamp::try_from(SystemTime::from(timestamp)), Ok(timestamp));
        }
        let late = UNIX_EPOCH + Duration::from_secs(1 << 40);
        let early = UNIX_EPOCH - Duration::from_secs(1);
        assert!(Timestamp::try_from(late).is_err() && Timestamp::try_from(early).is_err());
    }

    #[test]
    fn adding_carries_and_ends_with_the_year_9999() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let start = at("2026-12-31T23:59:59.5Z");
        let later = start.checked_add(Duration::from_millis(500));
        assert_eq!(later, Some(at("2027-01-01T00:00:00Z")));
        assert_eq!(start.checked_add(Duration::MAX), None);
        assert_eq!(at("9999-12-31T23:59:59Z").checked_add(Duration::from_secs(1)), None);
    }

    #[cfg(feature = "chrono-0_4")]
    #[test]
    fn chrono_reads_and_writes_the_same_moments() {
        for seconds in (0..LAST_SECOND).step_by(86_399 * 97) {
            let timestamp = Timestamp::new(seconds, 1).unwrap();
            let date: chrono::DateTime<chrono::Utc> = timestamp.into();
            assert_eq!(
                (date.timestamp().cast_unsigned(), date.timestamp_subsec_nanos()),
                (seconds, 1)
            );
            let written = date.to_rfc3339_opts(chrono::SecondsFormat::Nanos, true);
            assert_eq!(written.parse(), Ok(timestamp));
            assert_eq!(written, timestamp.to_string());
        }
    }

    #[cfg(feature = "jiff-0_2")]
    #[test]
    fn jiff_reads_and_writes_the_same_moments() {
        for text in ["1970-01-01T00:00:00Z", "2026-01-02T03:04:05.25Z"] {
            let timestamp: Timestamp = text.parse().unwrap();
            assert_eq!(jiff::Timestamp::from(timestamp).to_string(), text);
            assert_eq!(text.parse::<jiff::Timestamp>().unwrap(), timestamp.into());
        }
    }
}

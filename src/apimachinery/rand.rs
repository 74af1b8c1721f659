//! Simulated chance: one seeded generator, forked by component name.
//!
//! Invariant: a fork depends on the seed and the name alone, never on what was drawn before, so a new component
//! changes nobody else's luck. The bounded draw is our own because `rand`'s is not stable across its versions and
//! a session must replay for ever.

use rand_core::Rng as _;
use rand_pcg::Pcg32;

/// The alphabet of generated names and hashes: no vowels and nothing that looks alike.
///
/// Upstream: `k8s.io/apimachinery/pkg/util/rand`, `alphanums`.
pub const SAFE_ALPHABET: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";

/// A seeded generator.
#[derive(Clone, Debug, PartialEq)]
pub struct Rng {
    seed: u64,
    generator: Pcg32,
}

impl Rng {
    /// The generator that a session's seed stands for.
    pub fn new(seed: u64) -> Rng {
        Rng { seed, generator: Pcg32::new(seed, 0xcafe_f00d_d15e_a5e5) }
    }

    /// The generator of the component called `name`.
    #[must_use]
    pub fn fork(&self, name: &str) -> Rng {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ self.seed.rotate_left(32);
        for byte in name.bytes().chain(self.seed.to_le_bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Rng::new(hash)
    }

    /// A number in `0..bound`.
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "a draw needs at least one possible result");
        let product = u64::from(self.generator.next_u32()) * u64::from(bound);
        (product >> 32) as u32
    }

    /// A number of milliseconds in `low..=high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        assert!(low <= high, "a range has its ends in order");
        let width = u32::try_from(high - low + 1).expect("a delay is far below 49 days");
        low + u64::from(self.below(width))
    }

    /// 128 random bits.
    pub fn bits128(&mut self) -> u128 {
        (u128::from(self.generator.next_u64()) << 64) | u128::from(self.generator.next_u64())
    }

    /// The five characters that end a generated name.
    pub fn name_suffix(&mut self) -> String {
        (0..5).map(|_| char::from(SAFE_ALPHABET[self.below(27) as usize])).collect()
    }
}

/// Replaces each character of `text` by one of the safe alphabet, as revision hashes are written.
///
/// Upstream: `rand.SafeEncodeString`.
pub fn safe_encode(text: &str) -> String {
    text.bytes().map(|byte| char::from(SAFE_ALPHABET[usize::from(byte) % SAFE_ALPHABET.len()])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fork_does_not_depend_on_what_was_drawn() {
        let mut first = Rng::new(7);
        let before = first.fork("kubelet");
        first.below(100);
        assert_eq!(before, first.fork("kubelet"));
        assert_ne!(before, first.fork("scheduler"));
        assert_ne!(before, Rng::new(8).fork("kubelet"));
    }

    #[test]
    fn the_sequence_is_the_same_on_every_machine() {
        let mut rng = Rng::new(1);
        assert_eq!([rng.below(1000), rng.below(1000), rng.below(1000)], [513, 688, 374]);
        assert!((0..1000).all(|_| (5..=9).contains(&rng.between(5, 9))));
    }

    #[test]
    fn digits_become_safe_letters() {
        assert_eq!(safe_encode("4024011914"), "8468455f58");
    }
}

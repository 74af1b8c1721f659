//! Commands about images.

use crate::kubelet::faults::Slowness;
use crate::playground::shell::duration_ms;
use crate::playground::sim_command::call::{Call, slow_times};
use crate::playground::sim_command::program::{Failure, Stand};

/// How many times longer a pull takes where nobody says.
const TIMES: u32 = 10;

/// `sim break-image`.
pub(super) fn break_images(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    for image in images(call) {
        stand.cluster.meddle(|all, _| all.break_image(image));
        stand.say(&format!("image/{image} broken"));
    }
    Ok(())
}

/// `sim slow-image`.
pub(super) fn slow_image(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let image = bare(call.arg(0));
    let (slowness, words) = match call.arg(1) {
        "" => (Slowness::Times(TIMES), format!("{TIMES}x")),
        word => match slow_times(word) {
            Some(times) => (Slowness::Times(times), format!("{times}x")),
            None => (Slowness::Millis(duration_ms(word).unwrap_or_default()), word.to_owned()),
        },
    };
    stand.cluster.meddle(|all, _| all.slow_image(image, slowness));
    stand.say(&format!("image/{image} slowed ({words})"));
    Ok(())
}

/// `sim mend-image`.
pub(super) fn mend_images(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    for image in images(call) {
        let was_amiss = stand.cluster.meddle(|all, _| all.mend_image(image));
        stand.say(&format!("image/{image} {}", if was_amiss { "mended" } else { "had no fault" }));
    }
    Ok(())
}

fn images(call: &Call) -> impl Iterator<Item = &str> {
    call.args.iter().map(|image| bare(image))
}

/// The image of `image/NAME`, as it is written where pods are named too.
fn bare(word: &str) -> &str {
    word.strip_prefix("image/").unwrap_or(word)
}

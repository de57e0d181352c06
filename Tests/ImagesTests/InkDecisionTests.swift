import Images
import Testing

@Suite struct InkDecisionTests {
    @Test(arguments: [
        (2, 1, Ink.light), (1, 2, .dark), (1, 1, .light), (0, 0, .light), (0, 1, .dark),
    ])
    func theMajorityOfTheTrainingImagesDecides(light: Int, dark: Int, ink: Ink) {
        let votes = InkVotes(light: light, dark: dark, abstaining: 5)
        let decision = InkDecision(.auto, votes: votes, trainingInk: nil)
        #expect(decision.ink == ink && decision.contradiction == nil)
    }

    @Test(arguments: [Ink.light, .dark])
    func aGivenInkHoldsForAllImages(ink: Ink) {
        for votes in [InkVotes(light: 100), InkVotes(dark: 100)] {
            for trainingInk in [nil, Ink.light, .dark] {
                let decision = InkDecision(ink, votes: votes, trainingInk: trainingInk)
                #expect(decision.ink == ink && decision.contradiction == nil)
            }
        }
    }

    /// Of so many images so many vote against the training ink: are all inverted, and is it said?
    @Test(arguments: [
        (10, 10, true, true), (10, 8, true, true), (10, 7, false, true), (10, 5, false, false),
        (12, 9, true, true), (100, 75, true, true), (100, 74, false, true), (100, 50, false, false),
        (9, 9, false, true), (8, 6, false, true), (8, 5, false, false), (1, 1, false, true),
        (1, 0, false, false), (0, 0, false, false),
    ])
    func threeQuartersOfTenOrMoreImagesInvertAll(
        count: Int, opposed: Int, areInverted: Bool, isSaid: Bool
    ) {
        for trainingInk in [Ink.light, .dark] {
            let other: Ink = trainingInk == .light ? .dark : .light
            // Those that abstain are on the training images' side, and so are those that agree.
            for others in [
                InkVotes(abstaining: count - opposed),
                trainingInk == .light
                    ? InkVotes(light: count - opposed) : InkVotes(dark: count - opposed),
            ] {
                let votes = InkVotes(
                    light: others.light + (other == .light ? opposed : 0),
                    dark: others.dark + (other == .dark ? opposed : 0),
                    abstaining: others.abstaining)
                let decision = InkDecision(.auto, votes: votes, trainingInk: trainingInk)
                #expect(decision.ink == (areInverted ? other : trainingInk))
                #expect((decision.contradiction != nil) == isSaid)
            }
        }
    }

    @Test func theContradictionNamesNumbersAndWhatWasMadeOfThem() {
        func text(_ light: Int, _ dark: Int) -> String? {
            InkDecision(.auto, votes: InkVotes(light: light, dark: dark), trainingInk: .light)
                .contradiction
        }
        #expect(
            text(1, 19)
                == "19 of 20 images appear to have dark ink, the training images have light ink: all"
                + " 20 are taken to have dark ink")
        #expect(
            text(0, 1)
                == "1 of 1 image appears to have dark ink, the training images have light ink: fewer"
                + " than 10 images are not inverted for that, and are taken to have light ink")
        #expect(text(4, 6)?.contains("less than three quarters") == true)
    }
}

Feature: Done once, and nothing looks done that is not
  Buttons are pressed twice, and pages grow old while others act. Whoever pressed is told what
  stands, so that nobody believes in an approval that was never given.

  Scenario: An approval that was taken back is not given again by the old page
    Given a class blog of Aoife Kerr's lacks the final approval alone
    When Niamh Hart opens the page of the final approval
    And she signs there
    And the signature is counted
    Then it is approved
    When Niamh Hart takes the approval back
    And she goes Back and signs there again
    Then she is told "You have used this page already: on 1 September 2026, 13:00 you signed it, and that no longer counts. Decide on the page as it is now."
    And it waits for signatures
    When Niamh Hart opens the page of the final approval
    And she signs there
    And the signature is counted
    Then it is approved

  Scenario: A page that was signed on does not reject
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And Conor Daly opens the page of the aims and content
    And he signs there
    And he goes Back and chooses "Reject it" there, because "We have no room for it."
    Then he is told "You have used this page already: on 1 September 2026, 13:00 you signed it, and that still counts. Nothing was changed."
    And Conor Daly's signature stands alone
    And it waits for signatures

  Scenario: A proposal is submitted once
    Given Aoife Kerr proposes a class blog
    When Aoife Kerr presses "Submit the proposal" twice
    Then both times she sees her proposal
    And it was submitted once

  Scenario: A proposal is started once
    When Aoife Kerr presses "Start a proposal" twice
    Then both times she sees her proposal
    And she has one draft

  Scenario: The school adopts an edition of its policy while a page is open
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And Conor Daly opens the page of the aims and content
    But the school adopts an edition of its own
    And Conor Daly signs there
    Then he is told "Read BIRCHFIELD-0001 again under it, then answer."
    And nothing was decided
    When Conor Daly opens the page of the aims and content
    And he signs there
    Then Conor Daly's signature stands alone

  Scenario: A signature needs grounds, and a rejection needs a reason
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And Conor Daly opens the page of the aims and content
    And he signs there with "." for an answer
    Then he is told "One sentence with your reasons is enough."
    When Conor Daly chooses "Reject it" there, because "No."
    Then he is told "Say why, in a sentence. The proposer and the auditor will read it."
    And nothing was decided

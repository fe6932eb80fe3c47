Feature: A draft belongs to whoever writes it
  A teacher writes in stolen minutes, on more than one page at a time. What was typed is kept, what
  is thrown away is asked about once more, and nobody reads a draft before it is submitted.

  Scenario: Two pages of one draft are open in two tabs
    Given Aoife Kerr proposes a class blog
    When Aoife Kerr has two of its pages open in two tabs
    And she writes another title in the one, and other hours in the other, and saves both
    Then the draft has both

  Scenario: A draft is deleted after being asked once more
    Given Aoife Kerr proposes a class blog
    When Aoife Kerr presses "Delete the draft", and does not tick the box
    Then she is told "Tick the box if you want to delete what you have written."
    And it is still a draft
    When Aoife Kerr presses "Delete the draft", and ticks the box
    Then it is deleted
    And Aoife Kerr finds no such proposal any more

  Scenario: A submitted proposal is withdrawn after being asked once more
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And Aoife Kerr presses "Withdraw the proposal", and does not tick the box
    Then she is told "Tick the box if you want to withdraw it permanently."
    And it waits for signatures
    When Aoife Kerr presses "Withdraw the proposal", and ticks the box
    Then it is withdrawn

  Scenario: Others do not read what was written after the last submission
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And Aoife Kerr changes the title to "A surprise for June"
    And Aoife Kerr presses "Withdraw the proposal", and ticks the box
    Then Niamh Hart finds it in the list of proposals as "P5 class blog"
    But Aoife Kerr finds it there as "A surprise for June"

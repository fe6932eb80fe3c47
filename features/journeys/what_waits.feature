Feature: What waits is not forgotten

  Scenario: Nobody signs for a while
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And 3 days have passed
    Then Conor Daly, Emma Walsh and Mary Quinn are reminded after 3 days
    When everyone named declares
    And the line manager signs the aims
    And 3 days have passed
    Then Mary Quinn is reminded after 3 days
    When 4 days have passed
    Then Mary Quinn is reminded after 7 days
    And the record has no gap

  Scenario: An approval comes to its end
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And everyone named declares
    And the line manager signs the aims
    And the brand owner signs for the logo
    And the principal approves it
    And a quarter of an hour has passed
    And the day has come on which it may go live
    And Aoife Kerr launches it
    Then nobody is asked for a review
    When its last day is 30 days away
    Then Aoife Kerr, Conor Daly and Niamh Hart are asked for a review

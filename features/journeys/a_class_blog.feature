Feature: A class blog, from the proposal to the register

  Scenario: A class blog is approved and listed
    Given Aoife Kerr proposes a class blog
    When the checks have run
    Then it waits for signatures
    When everyone named declares
    And the line manager signs the aims
    And the brand owner signs for the logo
    And the principal approves it
    And a quarter of an hour has passed
    Then the register lists it as awaiting its launch
    And the public is told that its address is not official
    When the day has come on which it may go live
    And Aoife Kerr launches it
    Then the register lists it as live
    And the public is told that its address is official
    And the record names the run of each of its 7 steps
    And clauses 7.2, 7.4, A.1.5, A.1.6 and A.2.5b were answered by Niamh Hart

  @7.3
  Scenario: Pupils are too young for an account of their own
    Given Aoife Kerr proposes a class blog
    But the pupils of P5, eight and nine years old, are to have accounts on WordPress.com
    When the checks have run
    Then it is returned, citing clause 7.3: "WordPress.com asks for 16 in the United Kingdom; the youngest pupil is 8."
    And every clause has been checked, not only that one
    And nobody is asked to sign it
    When Aoife Kerr lets staff post for the pupils instead
    And the checks have run
    Then it waits for signatures

  Scenario: It is edited after a signature
    Given Aoife Kerr proposes a class blog
    When the checks have run
    And the line manager signs the aims
    And Aoife Kerr changes the title to "P5 and P6 class blog"
    Then the signature of Conor Daly does not count
    When the checks have run
    Then the line manager is asked to sign the aims again
    And the record keeps what was signed on revision 1

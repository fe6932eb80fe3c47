Feature: An approval ends, and the site goes on
  An approval lasts until a day that everyone knows. A school that runs a good site proposes it anew
  in time, and parents are told yes all the while.

  Scenario: A site whose approval is about to end is approved again
    Given a class blog is live whose approval ends on 30 June 2027
    And it is 31 May 2027
    When Aoife Kerr proposes it anew as one that the school already runs
    And it passes all its steps
    Then the old entry is closed, with "It was approved again, and has a new entry"
    And the new entry is live until 30 June 2028
    And a parent who asks about its address is told yes

  Scenario: It is proposed anew too early
    Given a class blog is live whose approval ends on 30 June 2027
    And it is 30 May 2027
    When Aoife Kerr proposes it anew as one that the school already runs
    Then it is back with its proposer
    And Aoife Kerr reads on its page "Propose it again from 31 May 2027 on, when its approval is about to end."
    And a parent who asks about its address is told yes

  Scenario: A change to a site in the register is refused at the start
    Given Aoife Kerr proposes a class blog
    When Aoife Kerr asks for a change to a site in the register
    Then she is told "Ask the principal to close it, then propose it again"
    And it is a draft for a new site still

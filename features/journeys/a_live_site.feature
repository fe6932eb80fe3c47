Feature: What fails on a live site is somebody's to put right
  Terms change and people leave after the approval. The site stays official meanwhile, and each
  thing that fails says who can put it right, so that nobody looks on helplessly.

  Scenario: A platform raises its age
    Given P5's wall is live on Classwall, which lets pupils in from 7
    When Paul Irwin records that Classwall asks for 13 now
    Then the one exception is about clause 7.3
    And Niamh Hart reads that "the principal closes the site. It can then be changed and proposed again"
    And everything that was declared for it still stands
    And a parent who asks about its address is told yes

  Scenario: A moderator leaves a live site
    Given P5's wall is live on Classwall, which lets pupils in from 7
    When today is the last day of Emma Walsh at the school
    And a night has passed
    And Paul Irwin records that Classwall asks for 7 still
    Then there are exceptions about clauses A.3.1b, A.5.4a and A.5.4b
    And Niamh Hart reads that "The registrar keeps who is at the school and who is trained."
    When the registrar has Emma Walsh back
    And the engine does what is due
    Then there are no exceptions

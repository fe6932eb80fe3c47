Feature: Pictures of pupils (clause 6.7)

  Background:
    Given a class blog for P5 that meets the policy

  @6.7
  Rule: Pictures of pupils appear with permission, where the policy lists it, and administrators alone reach the Facebook page through their own account

    Scenario: No pictures of pupils
      When the proposal is checked
      Then clause 6.7 is met

    Scenario: Nobody says whether there will be any
      Given nobody says whether pictures of pupils will appear
      When the proposal is checked
      Then clause 6.7 is not met: "“Will pictures of pupils or their families appear?” is not answered."

    Scenario: Pictures on the class blog, each with permission
      Given pictures of pupils are planned for it
      When the proposal is checked
      Then clause 6.7 is met
      And it is a duty under clause 6.7: "Before each picture of a child goes up, the permission for that child is checked."
      And it is a duty under clause 6.7: "When a permission is taken back, the pictures come down in the time promised, and the day is noted."

    Scenario: Pictures on the school's own website
      Given pictures of pupils are planned for it
      And the school hosts it on its own address
      When the proposal is checked
      Then clause 6.7 is met

    Scenario: Pictures on Instagram
      Given pictures of pupils are planned for it
      And it is on Instagram
      When the proposal is checked
      Then clause 6.7 is not met: "Instagram is not in the list of where pictures of pupils may appear (The school's website, The school's Facebook page, The school's blog)."
      And the remedy is "Show no pictures of pupils, use a site in the list, or ask the principal whether the school's edition may add this kind of site."

    Scenario: Pictures on a platform that nobody has listed
      Given pictures of pupils are planned for it
      And it is on a platform that is not in the catalogue
      When the proposal is checked
      Then clause 6.7 cannot be determined: "It is not known yet what kind of site the pictures would be on."
      And the e-safety lead is asked to settle it

    Scenario: Pictures on somebody's own profile
      Given pictures of pupils are planned for it
      And it is held as a person's own profile
      When the proposal is checked
      Then clause 6.7 is not met: "A personal profile is personal webspace, where no picture of pupils stands."

    Scenario: Nobody says how permission is checked
      Given pictures of pupils are planned for it
      And nobody says how each child's permission is checked
      When the proposal is checked
      Then clause 6.7 is not met: "“How is each child's permission checked before a picture goes up, and by whom?” is not answered."

    Scenario: Nobody is left to take the pictures down
      Given pictures of pupils are planned for it
      And somebody who has left is to take the pictures down
      When the proposal is checked
      Then clause 6.7 is not met: "Somebody named here is not in the school's record."

    Scenario: The school's Facebook page
      Given it is a Facebook page that its two administrators reach through their own accounts
      And pictures of pupils are planned for it
      When the proposal is checked
      Then clause 6.7 is met
      And those with a personal account have to declare, under clause 6.7
      And it is a duty under clause 6.7: "Whoever leaves, or no longer runs the page, loses their access to it at once."

    Scenario: A moderator reaches the Facebook page as well
      Given it is a Facebook page that its two administrators reach through their own accounts
      And a teacher who moderates it uses her own account too
      When the proposal is checked
      Then clause 6.7 is met

    Scenario: Somebody else reaches the Facebook page as well
      Given it is a Facebook page that its two administrators reach through their own accounts
      And a teacher who has nothing to do with it uses her own account too
      When the proposal is checked
      Then clause 6.7 is not met: "Not named to run the page: Mary Quinn."

    Scenario: One administrator of two is named
      Given it is a Facebook page that its two administrators reach through their own accounts
      And one of the two is not named
      When the proposal is checked
      Then clause 6.7 is not met: "Each administrator reaches the page through a personal account. Not named: Conor Daly."

    Scenario: A platform that forces people through personal accounts, and is not Facebook
      Given it is a LinkedIn page of the school
      When the proposal is checked
      Then clause 6.7 is not met: "LinkedIn lets nobody run a site except through a personal account, and clause 6.7 allows that for the school's Facebook page alone."
      And the remedy is "Choose a platform where the school has an account of its own."

    Scenario: Families have not chosen this very site
      Given pictures of pupils are planned for it
      And the families have said yes to the school's website alone
      When the proposal is checked
      Then clause 6.7 is not met: "Not every family has agreed to pictures on this very site or kind of site."
      And the remedy is "Ask each family about this very site or kind of site first."

    Scenario: Nobody is said to reach the Facebook page
      Given it is a Facebook page that its two administrators reach through their own accounts
      And nobody is named who reaches the page through an account of their own
      When the proposal is checked
      Then clause 6.7 is not met: "“Who opens the page through their own personal account?” is not answered."

    Scenario: A personal account where no provider requires one
      Given a teacher reaches it through her own account
      When the proposal is checked
      Then clause 6.7 is not met: "WordPress.com does not require a personal account. The proposal names: Aoife Kerr."
      And the remedy is "Take them out, and reach the site through an account of the school's."

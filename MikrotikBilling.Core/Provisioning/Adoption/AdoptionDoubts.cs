using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>What stands against adopting a row. Kept as a number, so that rows are found by any of them.</summary>
[Flags]
public enum AdoptionDoubts
{
    None = 0,

    /// <summary>Another installation of this program has marked it.</summary>
    OtherInstallation = 1,

    /// <summary>It carries our mark.</summary>
    AlreadyOurs = 1 << 1,

    /// <summary>A PPP secret for L2TP, PPTP and the like.</summary>
    OtherService = 1 << 2,

    /// <summary>The books cannot hold its name.</summary>
    NameNotAllowed = 1 << 3,

    /// <summary>A service in the books has this user name.</summary>
    NameTaken = 1 << 4,

    /// <summary>A queue for anything but one address.</summary>
    NotOneAddress = 1 << 5,

    /// <summary>Its profile cannot be held by one of ours as it is.</summary>
    Profile = 1 << 6,

    /// <summary>Its caller id is no single device.</summary>
    Device = 1 << 7,

    /// <summary>Its own address is no single address.</summary>
    Address = 1 << 8,

    /// <summary>A queue that is switched off limits nobody; here, without access means blocked.</summary>
    QueueOff = 1 << 9,

    /// <summary>A volume limit of its own.</summary>
    Volume = 1 << 10,

    /// <summary>The same name stands in another menu.</summary>
    NameTwice = 1 << 11,

    /// <summary>Another row, or a service in the books, has its address on this router.</summary>
    AddressTwice = 1 << 12,

    /// <summary>Several rows tell of the same person.</summary>
    SamePerson = 1 << 13,

    /// <summary>The person seems to be in the books.</summary>
    KnownCustomer = 1 << 14,

    /// <summary>The router does not tell its password.</summary>
    NoPassword = 1 << 15,

    /// <summary>Some of its text is in no known encoding.</summary>
    OddBytes = 1 << 16,

    /// <summary>The date in its comment has passed.</summary>
    DatePassed = 1 << 17,
}

public static class Doubts
{
    /// <summary>With one of these a row stays as it is.</summary>
    public const AdoptionDoubts Blocking = AdoptionDoubts.OtherInstallation | AdoptionDoubts.AlreadyOurs | AdoptionDoubts.OtherService
        | AdoptionDoubts.NameNotAllowed | AdoptionDoubts.NameTaken | AdoptionDoubts.NotOneAddress;

    /// <summary>With one of these a row is adopted into the books only: marking it would change more than its comment.</summary>
    public const AdoptionDoubts BooksOnly = AdoptionDoubts.Profile | AdoptionDoubts.Device | AdoptionDoubts.Address | AdoptionDoubts.QueueOff | AdoptionDoubts.Volume;

    /// <summary>With one of these a row waits for a decision.</summary>
    public const AdoptionDoubts Asking = BooksOnly | AdoptionDoubts.NameTwice | AdoptionDoubts.AddressTwice | AdoptionDoubts.SamePerson | AdoptionDoubts.KnownCustomer;

    internal const int BlockingBits = (int)Blocking;
    internal const int AskingBits = (int)(Blocking | Asking);
    internal const int BooksOnlyBits = (int)BooksOnly;

    public static bool Has(this AdoptionDoubts doubts, AdoptionDoubts any) => (doubts & any) != AdoptionDoubts.None;

    /// <summary>Nothing is decided for a conflict; what is plain is adopted.</summary>
    public static AdoptionDecision Proposed(AdoptionDoubts doubts) => doubts.Has(Blocking | Asking) ? AdoptionDecision.None : AdoptionDecision.Adopt;

    /// <summary>One doubt in a few words.</summary>
    public static Phrase Words(AdoptionDoubts doubt) => doubt switch
    {
        AdoptionDoubts.OtherInstallation => "Belongs to another installation",
        AdoptionDoubts.AlreadyOurs => "In the books already",
        AdoptionDoubts.OtherService => "Not for PPPoE",
        AdoptionDoubts.NameNotAllowed => "Name cannot be a user name here",
        AdoptionDoubts.NameTaken => "User name is taken in the books",
        AdoptionDoubts.NotOneAddress => "Queue is not for one address",
        AdoptionDoubts.Profile => "Profile differs",
        AdoptionDoubts.Device => "Caller id is no MAC address",
        AdoptionDoubts.Address => "Own address is no single address",
        AdoptionDoubts.QueueOff => "Queue is switched off",
        AdoptionDoubts.Volume => "Volume limit of its own",
        AdoptionDoubts.NameTwice => "Name in two menus",
        AdoptionDoubts.AddressTwice => "Address used twice",
        AdoptionDoubts.SamePerson => "Several rows of one person",
        AdoptionDoubts.KnownCustomer => "Customer may be known",
        AdoptionDoubts.NoPassword => "Password not readable",
        AdoptionDoubts.OddBytes => "Odd characters",
        AdoptionDoubts.DatePassed => "Date in the comment has passed",
        _ => "Nothing",
    };

    /// <summary>One by one, the gravest first.</summary>
    public static IEnumerable<AdoptionDoubts> Each(AdoptionDoubts doubts) => Enum.GetValues<AdoptionDoubts>().Where(d => d != AdoptionDoubts.None && doubts.Has(d));
}

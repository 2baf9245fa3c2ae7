namespace MikrotikBilling.Web.Demo.Providers;

/// <summary>What the simulated phone does when it is asked; its number's last three digits say it (<c>0712345901</c> cancels), every other pays.</summary>
public enum MpesaPhone
{
    Pays = 0,
    Cancels = 901,
    WrongPin = 902,
    NoBalance = 903,

    /// <summary>Code 1037, and nothing is paid.</summary>
    Unreachable = 904,

    /// <summary>The money is taken, and the request is not answered.</summary>
    SilentAfterCharging = 905,

    /// <summary>Its answer comes three times.</summary>
    TellsThrice = 906,

    /// <summary>Code 1037 first, and it pays all the same.</summary>
    PaysLate = 907,

    /// <summary>It pays before the request for it is answered.</summary>
    PaysAtOnce = 908,

    /// <summary>Another session is open on it.</summary>
    Busy = 909,

    /// <summary>M-Pesa is asked too often.</summary>
    SpikeArrest = 910,

    /// <summary>It pays, and nobody is told.</summary>
    NeverTold = 911,

    /// <summary>The short code may not do this.</summary>
    NotPermitted = 912,

    /// <summary>Ten shillings less are paid than asked for.</summary>
    PaysLess = 913,

    /// <summary>It pays, and that is told as a payment to the short code too, first.</summary>
    ToldByBothWays = 914,

    /// <summary>It pays, and the message of it has neither receipt nor amount.</summary>
    ToldWithoutReceipt = 915,

    /// <summary>Nobody touches it.</summary>
    Waits = 916,
}

/// <summary>A payment request at the simulated M-Pesa.</summary>
public sealed record MpesaPrompt(string MerchantId, string CheckoutId, long Amount, string Phone, string Account, string CallbackUrl)
{
    public MpesaPhone Act => Enum.Parse<MpesaPhone>(Phone[^3..]) is var act && Enum.IsDefined(act) ? act : MpesaPhone.Pays;

    /// <summary>Null until it is decided; <c>0</c> is paid.</summary>
    public string? Code { get; set; }

    public string? Receipt { get; set; }
    public bool IsSettled { get; set; }
}

/// <summary>A payment that the simulated M-Pesa has in its books.</summary>
public sealed record MpesaPayment(string Receipt, decimal Amount, string Phone, string Account, string? MerchantId, DateTimeOffset At)
{
    public bool IsReversed { get; set; }
}

namespace MikrotikBilling.Tests.Billing.Histories;

/// <summary>The account of each customer as somebody would keep it on paper: one number, and a line for each thing that happened.</summary>
internal sealed class PaperBook
{
    private readonly Dictionary<Guid, long> _net = [];

    /// <summary>Money in the till.</summary>
    public long Till { get; private set; }

    /// <summary>Positive where the house owes the customer, negative where he owes the house.</summary>
    public long Of(Guid customer) => _net.GetValueOrDefault(customer);

    public void Paid(Guid customer, long minor) => (Till, _net[customer]) = (Till + minor, Of(customer) + minor);

    public void GivenBack(Guid customer, long minor) => Paid(customer, -minor);

    public void Invoiced(Guid customer, long minor) => _net[customer] = Of(customer) - minor;

    public void Credited(Guid customer, long minor) => _net[customer] = Of(customer) + minor;
}

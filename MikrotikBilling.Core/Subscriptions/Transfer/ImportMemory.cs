using System.Net;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>What the rows of one file have claimed so far, so that a later row of it that claims the same is noticed.</summary>
internal sealed class ImportMemory
{
    private static readonly TransferField[] Person =
    [
        TransferField.Name, TransferField.Company, TransferField.TaxNumber, TransferField.Email, TransferField.Phone, TransferField.Address, TransferField.Notes,
        TransferField.Country, TransferField.Region,
    ];

    private readonly Dictionary<Guid, (int Line, int[] Print)> _people = [];
    private readonly Dictionary<string, int> _stems = new(StringComparer.Ordinal);

    /// <summary>Lines by the user names of new services.</summary>
    public Dictionary<string, int> UserNames { get; } = new(StringComparer.Ordinal);

    public Dictionary<(Guid Router, IPAddress Address), int> Addresses { get; } = [];

    /// <summary>Lines by the services that are there already.</summary>
    public Dictionary<Guid, int> Services { get; } = [];

    /// <summary>Customers to be made, by what tells them apart.</summary>
    public Dictionary<string, Guid> NewCustomers { get; } = new(StringComparer.Ordinal);

    public long HighestNumber { get; private set; }

    /// <summary>Rows of one customer must not contradict each other; the first one counts.</summary>
    public RowProblem? Contradiction(Guid customerId, RowValues row)
    {
        if (!_people.TryGetValue(customerId, out var known)) return null;
        var print = Print(row);
        for (var i = 0; i < print.Length; i++)
            if (print[i] != 0 && known.Print[i] != 0 && print[i] != known.Print[i])
                return new RowProblem(Person[i], $"Line {known.Line:N0} has another {TransferColumns.Of(Person[i]).Label.InEnglish.ToLowerInvariant()} for the same customer.");
        return null;
    }

    public void Remember(Guid customerId, int line, RowValues row, bool isNew)
    {
        if (isNew && row.Number is { } number) HighestNumber = Math.Max(HighestNumber, number);
        var print = Print(row);
        if (_people.TryGetValue(customerId, out var known))
            for (var i = 0; i < print.Length; i++) known.Print[i] = known.Print[i] == 0 ? print[i] : known.Print[i];
        else
            _people[customerId] = (line, print);
    }

    /// <summary>User names that could be given to this many people of a stem.</summary>
    public IEnumerable<string> Proposals(string stem, int count) =>
        Enumerable.Range(_stems.GetValueOrDefault(stem) + 1, count + 2).Select(n => Credentials.Numbered(stem, n));

    /// <summary>The first free one; after a few that are taken, one with a number by chance.</summary>
    public string Propose(string stem, IReadOnlySet<string> taken)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            var name = Credentials.Numbered(stem, _stems[stem] = _stems.GetValueOrDefault(stem) + 1);
            if (!taken.Contains(name) && !UserNames.ContainsKey(name)) return name;
        }
        return Credentials.Numbered(stem, System.Security.Cryptography.RandomNumberGenerator.GetInt32(100_000, 1_000_000));
    }

    /// <summary>A number for each part of the <see cref="Person"/>; 0 for what is not said.</summary>
    private static int[] Print(RowValues row) =>
        [.. new[] { row.Name, row.Company, row.TaxNumber, row.Email, row.Phone, row.Address, row.Notes, row.Country, row.Region }.Select(text => text is null ? 0 : string.GetHashCode(text, StringComparison.Ordinal) | 1)];
}

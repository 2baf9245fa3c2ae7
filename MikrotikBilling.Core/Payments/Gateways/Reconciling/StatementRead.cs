using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>One record, the cells in the order of <see cref="StatementColumn"/>.</summary>
internal sealed record StatementRow(int Number, string[] Cells, string? Problem)
{
    public string this[StatementColumn column] => Cells[(int)column];
}

/// <summary>From rows of text to lines of money.</summary>
internal sealed partial class StatementRead(StatementPlan plan, TenantInfo tenant, string delimiter, List<StatementRow> rows)
{
    private const int LongestPayer = 160;

    private readonly StatementFormat? _format = StatementFormat.All.FirstOrDefault(f => f.Key == plan.Format);
    private readonly char _point = StatementCells.PointOf(rows.Select(r => r[StatementColumn.Amount]).Concat(rows.Select(r => r[StatementColumn.Out])).Where(a => a.Length > 0), delimiter);
    private readonly DateOrder _order = plan.Dates is DateOrder.Guess || plan.Format is not null ? StatementCells.OrderOf(rows.Select(r => r[StatementColumn.Time]), plan.Dates) : plan.Dates;
    private readonly TimeZoneInfo _zone = plan.Zone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : tenant.Zone;
    private readonly Dictionary<string, StatementLine> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _torn = new(StringComparer.Ordinal);
    private readonly List<(string Key, StatementLine Told)> _backs = [];
    private readonly List<StatementProblem> _problems = [];
    private int _repeated;
    private int _ignored;

    public Statement Read()
    {
        foreach (var row in rows) Take(row);
        foreach (var (key, told) in _backs) TakeBack(key, told);
        return new Statement([.. _lines.Values], _problems, _repeated, _ignored);
    }

    private void Take(StatementRow row)
    {
        var (id, amountText) = (row[StatementColumn.Id], row[StatementColumn.Amount]);
        if (row.Problem is { } torn) Complain(row, torn);
        else if (id.Length == 0 && (row[StatementColumn.Time].Length == 0 || amountText.Length == 0)) _ignored++; // a sum at the foot
        else if (id.Length == 0) Complain(row, "It has no id.");
        else if (id.Length > StatementLine.LongestId || StatementLine.KeyOf(id).Length == 0 || id.Any(char.IsControl)) Complain(row, $"Its id is none: up to {StatementLine.LongestId} letters and digits.");
        else if (CurrencyOf(row) is not { } currency) Complain(row, $"“{TextRules.Cut(row[StatementColumn.Currency], 20)}” is no currency.");
        else if (StatementCells.Time(row[StatementColumn.Time], row[StatementColumn.Clock], row[StatementColumn.Zone], _order, _zone) is not { } at) Complain(row, $"“{TextRules.Cut(row[StatementColumn.Time], 40)}” is no time.");
        else Take(row, at, currency);
    }

    private void Take(StatementRow row, DateTimeOffset at, string currency)
    {
        var (incoming, outgoing) = (AmountOf(row, StatementColumn.Amount), AmountOf(row, StatementColumn.Out));
        if (incoming is null && row[StatementColumn.Amount].Length > 0)
        {
            Complain(row, $"“{TextRules.Cut(row[StatementColumn.Amount], 40)}” is no amount.");
            return;
        }
        var gone = outgoing is { } o && o != 0 ? Math.Abs(o) : incoming is < 0 ? -incoming.Value : 0;
        if (!Money.Fits(incoming ?? 0, currency) || !Money.Fits(gone, currency))
        {
            Complain(row, $"{currency} has {Currency.Digits(currency)} decimal digits.");
        }
        else if (gone > 0 && incoming is null or <= 0)
        {
            TakeOut(row, at, Money.FromDecimal(gone, currency));
        }
        else if (incoming is null or 0 || IsOther(row))
        {
            _ignored++;
        }
        else if (StateOf(row[StatementColumn.Status]) is not { } state)
        {
            Complain(row, $"“{TextRules.Cut(row[StatementColumn.Status], 40)}” is no status that is known.");
        }
        else
        {
            Add(Line(row, at, Money.FromDecimal(incoming.Value, currency), state));
        }
    }

    /// <summary>Money that went out: the end of another line where it names that, otherwise nothing of payers.</summary>
    private void TakeOut(StatementRow row, DateTimeOffset at, Money amount)
    {
        var original = row[StatementColumn.Original];
        if (original.Length > 0 && BackWords().IsMatch(row[StatementColumn.Kind]) && StateOf(row[StatementColumn.Status]) is { State: StatementState.Paid })
            _backs.Add((StatementLine.KeyOf(original), new StatementLine(TextRules.Cut(original, StatementLine.LongestId), at, amount) { BackMinor = amount.Minor, IsBackOnly = true, Status = row[StatementColumn.Kind], Number = row.Number }));
        else _ignored++;
    }

    private StatementLine Line(StatementRow row, DateTimeOffset at, Money amount, (StatementState State, bool IsBack, bool IsPart) state)
    {
        var named = AmountOf(row, StatementColumn.Back) is { } back ? Money.FromDecimal(Math.Abs(back), amount.Currency).Minor : (long?)null;
        var (phone, payer) = PayerOf(row);
        return new StatementLine(row[StatementColumn.Id], at, amount, state.State)
        {
            BackMinor = Math.Min(named is > 0 ? named.Value : state is { IsBack: true, IsPart: false } ? amount.Minor : 0, amount.Minor),
            Account = Text(row[StatementColumn.Account], 80),
            PayerName = payer,
            PayerPhone = phone,
            Status = Text(row[StatementColumn.Status], 60),
            Number = row.Number,
        };
    }

    private void Add(StatementLine line)
    {
        if (_torn.Contains(line.Key)) return;
        if (_lines.TryAdd(line.Key, line)) return;
        var known = _lines[line.Key];
        if (known.Amount == line.Amount && known.State == line.State && known.BackMinor == line.BackMinor)
        {
            _repeated++;
            return;
        }
        // Money that is pending and paid later stands there twice, and only then.
        if (known.Amount == line.Amount && known.State != line.State && (known.State == StatementState.Pending || line.State == StatementState.Pending))
        {
            _lines[line.Key] = known.State == StatementState.Pending ? line : known;
            _repeated++;
            return;
        }
        _lines.Remove(line.Key);
        _torn.Add(line.Key);
        _problems.Add(new StatementProblem(line.Number, line.Id, $"It stands in the list twice and differs: {known.Amount} in line {known.Number:N0}, {line.Amount} in line {line.Number:N0}."));
    }

    private void TakeBack(string key, StatementLine told)
    {
        if (_torn.Contains(key)) return;
        if (!_lines.TryGetValue(key, out var line)) _lines[key] = told;
        else if (line.Amount.Currency == told.Amount.Currency) _lines[key] = line with { BackMinor = line.IsBackOnly ? line.BackMinor + told.BackMinor : Math.Min(line.BackMinor + told.BackMinor, line.Amount.Minor) };
        _ignored++;
    }

    private void Complain(StatementRow row, string words) =>
        _problems.Add(new StatementProblem(row.Number, Text(row[StatementColumn.Id], StatementLine.LongestId), TextRules.Cut(words, 300)));

    private decimal? AmountOf(StatementRow row, StatementColumn column) => row[column].Length == 0 ? null : StatementCells.Amount(row[column], _point);

    private string? CurrencyOf(StatementRow row)
    {
        var said = row[StatementColumn.Currency].ToUpperInvariant();
        return said.Length == 0 ? tenant.Currency : Currency.IsWellFormed(said) ? said : null;
    }

    private bool IsOther(StatementRow row) => _format?.OtherKinds.Any(word => row[StatementColumn.Kind].Contains(word, StringComparison.OrdinalIgnoreCase)) == true;

    /// <summary><c>254712345678 - JANE DOE</c> is both.</summary>
    private static (string? Phone, string? Name) PayerOf(StatementRow row)
    {
        var match = PayerShape().Match(row[StatementColumn.Payer]);
        return match.Success ? (match.Groups["phone"].Value, Text(match.Groups["name"].Value, LongestPayer)) : (Text(row[StatementColumn.Phone], 32), Text(row[StatementColumn.Payer], LongestPayer));
    }

    private static string? Text(string text, int most) => text.Length == 0 ? null : TextRules.Cut(string.Concat(text.Where(c => !char.IsControl(c))), most);

    private static (StatementState State, bool IsBack, bool IsPart)? StateOf(string status)
    {
        if (status.Length == 0) return (StatementState.Paid, false, false);
        if (FailedWords().IsMatch(status)) return (StatementState.Failed, false, false);
        if (BackWords().IsMatch(status)) return (StatementState.Paid, true, status.Contains("partial", StringComparison.OrdinalIgnoreCase));
        if (PendingWords().IsMatch(status)) return (StatementState.Pending, false, false);
        return PaidWords().IsMatch(status) ? (StatementState.Paid, false, false) : null;
    }

    [GeneratedRegex(@"^\+?(?<phone>[0-9*]{7,15})\s*-\s*(?<name>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PayerShape();

    [GeneratedRegex("revers|refund|charge ?back|charged back", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex BackWords();

    [GeneratedRegex("fail|declin|denied|cancel|expired|reject|void|unattempt|invalid|error|incomplete|uncaptured|blocked", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex FailedWords();

    [GeneratedRegex("pend|process|initiat|hold|wait|requires|open", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex PendingWords();

    [GeneratedRegex("complet|succe|paid|valid|settled|captured|approved|received|^ok$|^yes$|^1$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex PaidWords();
}

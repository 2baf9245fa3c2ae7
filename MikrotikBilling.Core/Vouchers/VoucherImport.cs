using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>Codes that were made elsewhere, and what they sell.</summary>
public sealed record ImportVouchers
{
    /// <summary>Made with the form: pressed twice, it makes one batch.</summary>
    public Guid? Id { get; init; }

    public Guid ProfileId { get; init; }

    /// <summary>In whole units of the company's currency; null takes the profile's price.</summary>
    public decimal? SalesPrice { get; init; }

    /// <summary>What whoever sells it pays; null takes the sales price.</summary>
    public decimal? Price { get; init; }

    public DateOnly? RedeemUntil { get; init; }

    /// <summary>How much time they sell; null takes the profile's.</summary>
    public int? TimeCount { get; init; }

    public SpanUnit? TimeUnit { get; init; }

    /// <summary>Where they let in; empty for any router.</summary>
    public IReadOnlyList<Guid> RouterIds { get; init; } = [];

    public string? Notes { get; init; }

    /// <summary>A CSV file with a column of codes, or one code a line.</summary>
    public string? Text { get; init; }
}

public sealed class ImportVouchersValidator : AbstractValidator<ImportVouchers>
{
    public ImportVouchersValidator()
    {
        RuleFor(i => i.ProfileId).NotEmpty().Says("Which profile do they sell?");
        RuleFor(i => i.SalesPrice).GreaterThanOrEqualTo(0).Says("Nothing or more.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch);
        RuleFor(i => i.Price).GreaterThanOrEqualTo(0).Says("Nothing or more.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch);
        RuleFor(i => i.TimeCount).InclusiveBetween(1, 1000).Says("From 1 to 1000.").When(i => i.TimeCount is not null);
        RuleFor(i => i.TimeUnit).IsInEnum().Says("Hours, days, weeks or months.");
        RuleFor(i => i.TimeUnit).Must((i, unit) => (unit is null) == (i.TimeCount is null)).Says("How long, and of what?");
        RuleFor(i => i.Notes).MaximumLength(500).Says("At most 500 letters.").BeText();
        RuleFor(i => i.Text).MaximumLength(VoucherImport.MostText).Says($"At most {VoucherBatch.Most:N0} codes at once.");
    }
}

public sealed record ImportedCode(int Line, string Code, string? Pin);

/// <summary>A row that cannot be taken.</summary>
public sealed record ImportProblem(int Line, string Code, string Why);

/// <summary>What a file would bring.</summary>
/// <param name="Wrong">Row by row, the first of them.</param>
public sealed record ImportPreview(IReadOnlyList<ImportedCode> Codes, IReadOnlyList<ImportProblem> Wrong, int WrongCount)
{
    /// <summary>The good ones alone, to be sent again.</summary>
    public string Text => new StringBuilder("code,pin\n").AppendJoin('\n', Codes.Select(c => $"{c.Code},{c.Pin}")).ToString();

    /// <summary>Tells whether it is these codes that were looked at.</summary>
    public string Stamp => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..32];
}

/// <summary>Brings codes in that were printed by another system: looked at row by row first, then all or none.</summary>
public sealed class VoucherImport(AppDbContext db, VoucherBatchService batches, AuditLog audit, TimeProvider clock)
{
    /// <summary>Letters of a file with the most codes, as it is sent by the form.</summary>
    public const int MostText = VoucherBatch.Most * (VoucherCode.Longest + 30);

    public const long MostBytes = 8 * ByteSize.Megabyte;

    /// <summary>Shorter ones are guessed within the day.</summary>
    private const int Shortest = 6;

    private const int LongestPin = 8, PartSize = 5_000, LookSize = 500, WrongShown = 100;

    private static readonly string[] CodeNames = ["code", "voucher", "vouchercode", "username"];

    /// <summary>What is in the file and what is wrong with it; nothing is kept.</summary>
    public async Task<Result<ImportPreview>> CheckAsync(string? text, CancellationToken cancellationToken)
    {
        var wrong = new List<ImportProblem>();
        List<ImportedCode> codes;
        try
        {
            codes = await ReadAsync(text ?? "", wrong, cancellationToken);
        }
        catch (CsvRejectedException e)
        {
            return Unreadable(e.Message);
        }
        if (codes.Count + wrong.Count == 0) return Unreadable("There is no code in it.");
        if (codes.Count > VoucherBatch.Most) return Unreadable($"At most {VoucherBatch.Most:N0} codes at once.");
        var known = await KnownAsync(codes, cancellationToken);
        wrong.AddRange(codes.Where(c => known.Contains(c.Code)).Select(c => new ImportProblem(c.Line, c.Code, "This code is here already.")));
        codes.RemoveAll(c => known.Contains(c.Code));
        return new ImportPreview(codes, [.. wrong.OrderBy(w => w.Line).Take(WrongShown)], wrong.Count);
    }

    /// <summary>What is wrong with prices, days and places; null where the codes can come in.</summary>
    public async Task<Refusal?> WhyNotAsync(ImportVouchers input, int codes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return (await batches.TermsAsync(BatchOf(input, codes), cancellationToken)).Refusal;
    }

    /// <summary>All of them in one transaction, as a batch that is ready at once.</summary>
    public async Task<Result<VoucherBatch>> ImportAsync(ImportVouchers input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Id is { } id && await db.Set<VoucherBatch>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken) is { } known) return known;
        var preview = await CheckAsync(input.Text, cancellationToken);
        if (!preview.Ok) return preview.Refusal;
        if (preview.Value.WrongCount > 0) return Unreadable($"{preview.Value.WrongCount:N0} of them cannot be taken: line {preview.Value.Wrong[0].Line}, {preview.Value.Wrong[0].Why}");
        try
        {
            return await db.ChangeAsync(token => WriteAsync(input, preview.Value.Codes, token), cancellationToken);
        }
        catch (Exception e) when (e.IsUniqueViolation("Code"))
        {
            return new Refusal("voucher-import.taken", "One of these codes came in elsewhere just now. Look at them anew.", nameof(input.Text));
        }
    }

    private async Task<Result<VoucherBatch>> WriteAsync(ImportVouchers input, IReadOnlyList<ImportedCode> codes, CancellationToken cancellationToken)
    {
        var made = await batches.OfAsync(BatchOf(input, codes.Count) with { CodeLength = codes.Max(c => c.Code.Length), CodeGroup = 0, HasPin = codes.Any(c => c.Pin is not null) }, isImported: true, cancellationToken);
        if (!made.Ok) return made;
        var batch = made.Value;
        (batch.Made, batch.State, batch.ReadyAt) = (codes.Count, VoucherBatchState.Ready, clock.GetUtcNow());
        db.Add(batch);
        audit.Record("voucher-batch.imported", "voucher-batch", batch.Id, $"Brought {codes.Count} codes in from elsewhere, over {batch.SalesPrice} each: {batch.NumberText}.");
        await db.SaveChangesAsync(cancellationToken);
        foreach (var part in codes.Index().Chunk(PartSize))
            await db.BulkInsertAsync([.. part.Select(c => new Voucher { TenantId = batch.TenantId, BatchId = batch.Id, Serial = c.Index + 1, Code = c.Item.Code, Pin = c.Item.Pin })], cancellationToken);
        return batch;
    }

    private static MakeBatch BatchOf(ImportVouchers input, int codes) => new()
    {
        Id = input.Id,
        ProfileId = input.ProfileId,
        Quantity = codes,
        SalesPrice = input.SalesPrice,
        Price = input.Price,
        RedeemUntil = input.RedeemUntil,
        TimeCount = input.TimeCount,
        TimeUnit = input.TimeUnit,
        RouterIds = input.RouterIds,
        Notes = input.Notes,
    };

    private async Task<HashSet<string>> KnownAsync(List<ImportedCode> codes, CancellationToken cancellationToken)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in codes.Select(c => c.Code).Chunk(LookSize))
            known.UnionWith(await db.Set<Voucher>().Where(v => part.Contains(v.Code)).Select(v => v.Code).ToListAsync(cancellationToken));
        return known;
    }

    private static async Task<List<ImportedCode>> ReadAsync(string text, List<ImportProblem> wrong, CancellationToken cancellationToken)
    {
        var (found, lines) = (new List<ImportedCode>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var (code, pin, isFirst) = (0, -1, true);
        await using var records = new CsvRecords(new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false), CsvText.Utf8, null);
        while (await records.ReadAsync(cancellationToken))
        {
            if (records.IsBlank) continue;
            if (isFirst)
            {
                isFirst = false;
                (code, pin) = Columns(records);
                if (code >= 0) continue;
                if (records.Count > 1 && IsHead(records)) throw new CsvRejectedException($"One of the columns must be called {VoucherExport.CodeColumn}.");
                (code, pin) = (0, records.Count == 2 ? 1 : -1);
            }
            Read(records, code, pin, lines, found, wrong);
            if (found.Count + wrong.Count > VoucherBatch.Most) throw new CsvRejectedException($"At most {VoucherBatch.Most:N0} codes at once.");
        }
        return found;
    }

    private static void Read(CsvRecords records, int code, int pin, Dictionary<string, int> lines, List<ImportedCode> found, List<ImportProblem> wrong)
    {
        var (line, written, second) = (records.Line, records.Cell(code), pin < 0 ? "" : records.Cell(pin));
        var why = records.Problem;
        var kept = VoucherCode.Parse(written);
        if (why is null && kept is null) why = written.Length == 0 ? "There is no code." : $"That is no code: letters and digits, at most {VoucherCode.Longest}.";
        else if (why is null && kept!.Length < Shortest) why = $"Shorter than {Shortest} signs: it would be guessed.";
        else if (why is null && (second.Length > LongestPin || !second.All(char.IsAsciiLetterOrDigit))) why = $"The PIN has letters and digits, at most {LongestPin}.";
        else if (why is null && lines.TryGetValue(kept!, out var before)) why = $"It stands in line {before} too.";
        if (why is not null)
        {
            wrong.Add(new ImportProblem(line, TextRules.Cut(written, VoucherCode.Longest), why));
            return;
        }
        lines.Add(kept!, line);
        found.Add(new ImportedCode(line, kept!, second.Length == 0 ? null : second));
    }

    /// <summary>Names of columns have no digit in them, codes nearly always have.</summary>
    private static bool IsHead(CsvRecords records) => Enumerable.Range(0, records.Count).All(i => records.Cell(i) is { Length: > 0 } name && !name.Any(char.IsAsciiDigit));

    /// <summary>By the names in the first row; -1 where there is none of that name.</summary>
    private static (int Code, int Pin) Columns(CsvRecords records)
    {
        var names = Enumerable.Range(0, records.Count).Select(i => string.Concat(records.Cell(i).Where(char.IsAsciiLetter)).ToLowerInvariant()).ToList();
        return (names.FindIndex(n => CodeNames.Contains(n, StringComparer.Ordinal)), names.FindIndex(n => n == "pin"));
    }

    private static Refusal Unreadable(string why) => new("voucher-import.unreadable", why, nameof(ImportVouchers.Text));
}

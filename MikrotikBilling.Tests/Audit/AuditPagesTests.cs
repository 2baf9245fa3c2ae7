using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Features.Audit;

namespace MikrotikBilling.Tests.Audit;

public class AuditPagesTests
{
    [Fact]
    public async Task Page_TellsWhoWhatAndBeforeAndAfterInWords()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        var profile = await app.ProfileAsync("Home 10");
        using var edited = await owner.PostAsync($"/profiles/{profile.Id}/edit",
        [
            ("Input.Name", "Home 10"), ("Input.Download", "20M"), ("Input.Upload", "2M"), ("Input.Price", "1500"), ("Input.DurationCount", "30"),
            ("Input.DurationUnit", "Days"), ("Input.PaymentMode", "Prepaid"), ("Input.IsActive", "true"), ("Version", "0"),
        ]);
        edited.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        foreach (var page in new[] { await owner.TextAsync("/audit?kind=profile"), await owner.TextAsync($"/profiles/{profile.Id}") })
        {
            page.ShouldContain("Olive Owner");
            page.ShouldContain("<dt>Download</dt>");
            page.ShouldContain("</span>10 Mbps</del>");
            page.ShouldContain("</span>20 Mbps</ins>");
        }
        (await owner.TextAsync("/audit?kind=profile")).ShouldContain($"href=\"/profiles/{profile.Id}\"");
    }

    [Theory, EachDatabase]
    public async Task Search_EachFilter_FindsItsLinesAndNoOthers(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var start = clock.GetUtcNow();
        var (ann, box, cust) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await AddAsync(app, start.AddDays(1), "router.edited", "router", box, "Edited router Mast.", ann);
        await AddAsync(app, start.AddDays(2), "router.deleted", "router", box, "Deleted router Mast.", null);
        await AddAsync(app, start.AddDays(3), "subscription.extended", "subscription", Guid.CreateVersion7(), "Extended JANE by 3 days.", ann, cust);

        (await FindAsync(app, new AuditFilter(ActorId: ann))).ShouldBe(["subscription.extended", "router.edited"]);
        (await FindAsync(app, new AuditFilter(System: true, Subject: "router"))).ShouldBe(["router.deleted"]);
        (await FindAsync(app, new AuditFilter(RecordId: box))).ShouldBe(["router.deleted", "router.edited"]);
        (await FindAsync(app, new AuditFilter(CustomerId: cust))).ShouldBe(["subscription.extended"]);
        (await FindAsync(app, new AuditFilter(Action: "router."))).ShouldBe(["router.deleted", "router.edited"]);
        (await FindAsync(app, new AuditFilter(Text: "jane by"))).ShouldBe(["subscription.extended"]);
        (await FindAsync(app, new AuditFilter(Text: "router.del"))).ShouldBe(["router.deleted"]);
        (await FindAsync(app, new AuditFilter(From: start.AddDays(2), Before: start.AddDays(3)))).ShouldBe(["router.deleted"]);
        (await FindAsync(app, new AuditFilter(ActorId: ann, Subject: "router", Text: "mast"))).ShouldBe(["router.edited"]);
    }

    [Theory, EachDatabase]
    public async Task Search_ManyLinesOfOneMoment_ArePagedBothWaysWithoutGap(DatabaseProvider provider)
    {
        const int All = (AuditQueries.PageSize * 2) + 5;
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        await app.Db(async db =>
        {
            for (var i = 0; i < All; i++) db.Add(Entry(clock.GetUtcNow().AddSeconds(i / (All / 2)), "x.done", "x", Guid.CreateVersion7(), $"Line {i}.", null));
            return await db.SaveChangesAsync();
        });

        var pages = new List<Page<AuditEntry>> { await PageAsync(app, new AuditFilter(Subject: "x")) };
        while (pages[^1].Next is { } next) pages.Add(await PageAsync(app, new AuditFilter(Subject: "x", Cursor: next)));

        pages.Select(p => p.Items.Count).ShouldBe([AuditQueries.PageSize, AuditQueries.PageSize, 5]);
        pages.SelectMany(p => p.Items).Select(e => e.Id).Distinct().Count().ShouldBe(All);
        var back = await PageAsync(app, new AuditFilter(Subject: "x", Cursor: pages[2].Previous));
        back.Items.Select(e => e.Id).ShouldBe(pages[1].Items.Select(e => e.Id));
        pages[0].Previous.ShouldBeNull();
    }

    [Fact]
    public async Task Search_ForAWordThatIsFarBack_GoesOnFromWhereItStopped()
    {
        await using var app = await TestApp.StartAsync();
        var now = app.Clock.GetUtcNow();
        await app.Db(db => db.InTransactionAsync(async token =>
        {
            await db.BulkInsertAsync([Owned(app, Entry(now.AddDays(-1), "x.done", "x", Guid.CreateVersion7(), "The needle.", null)),
                .. Enumerable.Range(1, 6000).Select(i => Owned(app, Entry(now.AddSeconds(-i), "x.done", "x", Guid.CreateVersion7(), "Hay.", null)))], token);
            return true;
        }, CancellationToken.None));

        var first = await PageAsync(app, new AuditFilter(Text: "needle"));
        var second = await PageAsync(app, new AuditFilter(Text: "needle", Cursor: first.Next));

        first.Items.ShouldBeEmpty();
        second.Items.ShouldHaveSingleItem().Summary.ShouldBe("The needle.");
        second.Next.ShouldBeNull();
        (await PageAsync(app, new AuditFilter(Text: "needle", Cursor: second.Previous))).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"CustomerId\" = 'x'", "CustomerId")]
    [InlineData("\"SubjectId\" = 'x'", "SubjectId")]
    [InlineData("\"Subject\" = 'x'", "Subject")]
    [InlineData("\"ActorId\" = 'x'", "ActorId")]
    [InlineData("1 = 1", null)]
    public async Task Search_EachFilter_IsServedInOrderByAnIndex(string filter, string? column)
    {
        await using var app = await TestApp.StartAsync();
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(await app.Db(db => Task.FromResult(db.Database.GetConnectionString())));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this test
        command.CommandText = $"EXPLAIN QUERY PLAN SELECT * FROM \"AuditEntries\" WHERE \"TenantId\" = 't' AND {filter} AND \"At\" <= 5 ORDER BY \"At\" DESC, \"Id\" DESC LIMIT 51";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync()) steps.Add(reader.GetString(3));

        steps.ShouldHaveSingleItem().ShouldContain($"USING INDEX IX_AuditEntries_TenantId_{(column is null ? "" : column + "_")}At_Id");
    }

    [Fact]
    public async Task Csv_NeutralisesFormulasAndHoldsEveryLine()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        for (var i = 0; i < 60; i++) await AddAsync(app, app.Clock.GetUtcNow(), "x.done", "x", Guid.CreateVersion7(), i == 0 ? "=HYPERLINK(\"http://evil\",\"x\")" : $"Line {i}", null);

        using var answer = await owner.GetAsync("/audit?handler=Csv&kind=x");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldStartWith("history-");
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd().Split("\r\n");
        lines.Length.ShouldBe(61);
        lines.Single(l => l.Contains("HYPERLINK", StringComparison.Ordinal)).ShouldContain(",\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\",");
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+254", "'+254")]
    [InlineData("-1", "-1")]
    [InlineData("-1+2", "'-1+2")]
    [InlineData("@x", "'@x")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("plain", "plain")]
    [InlineData(null, "")]
    public void Cell_OfTheCsv_IsNoFormula(string? text, string cell) => AuditCsv.Cell(text).ShouldBe(cell);

    [Theory]
    [InlineData("ProtectedRouterPassword", "Router password")]
    [InlineData("ExpiresAt", "Expires")]
    [InlineData("ProfileId", "Profile")]
    [InlineData("UseTls", "Use tls")]
    [InlineData("Name", "Name")]
    public void Field_IsSaidInWords(string name, string words) => AuditWords.Field(name).ShouldBe(words);

    [Fact]
    public async Task Page_SendsFewStatementsAndStaffSeesNothing()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        app.Sql.Reset();

        (await owner.TextAsync("/audit")).ShouldContain("Added jane");

        app.Sql.Count.ShouldBeLessThanOrEqualTo(8);
        using var accountant = await app.SignedInAsAsync(StaffRole.Accountant);
        using var refused = await accountant.GetAsync("/audit");
        refused.IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task Api_TellsDoorAndChanges()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var api = await TestBrowser.ApiAsync(app);
        using var added = await api.PostAsJsonAsync(new Uri("/api/profiles", UriKind.Relative), new { name = "By API", download = "1M", upload = "1M", price = 5 });
        added.EnsureSuccessStatusCode();

        var items = (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/audit?kind=profile", UriKind.Relative))).GetProperty("items").EnumerateArray().ToList();

        var line = items.ShouldHaveSingleItem();
        line.GetProperty("door").GetString().ShouldBe("Api");
        line.GetProperty("from").GetString().ShouldBe("127.0.0.1");
        line.GetProperty("changes").EnumerateArray().ShouldContain(c => c.GetProperty("field").GetString() == "Name" && c.GetProperty("after").GetString() == "By API");
    }

    private static async Task<List<string>> FindAsync(TestApp app, AuditFilter filter) => [.. (await PageAsync(app, filter)).Items.Select(e => e.Action)];

    private static Task<Page<AuditEntry>> PageAsync(TestApp app, AuditFilter filter) => app.With<AuditQueries, Page<AuditEntry>>(q => q.SearchAsync(filter, CancellationToken.None));

    private static Task<int> AddAsync(TestApp app, DateTimeOffset at, string action, string subject, Guid id, string summary, Guid? actor, Guid? customer = null) => app.Db(db =>
    {
        db.Add(Entry(at, action, subject, id, summary, actor, customer));
        return db.SaveChangesAsync();
    });

    private static AuditEntry Owned(TestApp app, AuditEntry entry)
    {
        entry.TenantId = app.TenantId;
        return entry;
    }

    private static AuditEntry Entry(DateTimeOffset at, string action, string subject, Guid id, string summary, Guid? actor, Guid? customer = null) => new()
    {
        At = at,
        ActorKind = actor is null ? ActorKind.System : ActorKind.Staff,
        ActorId = actor,
        ActorName = actor is null ? "System" : "Ann",
        Action = action,
        Subject = subject,
        SubjectId = id,
        CustomerId = customer,
        Summary = summary,
    };
}

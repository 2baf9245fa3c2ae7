using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Vouchers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsGuest",
                table: "Subscriptions",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "LocksDevice",
                table: "Subscriptions",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "OnlineSeconds",
                table: "Subscriptions",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "OnlineUsed",
                table: "Subscriptions",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<Guid>(
                name: "VoucherBatchId",
                table: "Subscriptions",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsGuest",
                table: "Customers",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "VoucherRevenue",
                table: "BillingSettings",
                type: "nvarchar(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "AtRedemption");

            migrationBuilder.CreateTable(
                name: "HotspotPortals",
                columns: table => new
                {
                    RouterId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    IsOn = table.Column<bool>(type: "bit", nullable: false),
                    Address = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    RouterHosts = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    ExtraHosts = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    UsesHttps = table.Column<bool>(type: "bit", nullable: false),
                    UsesChap = table.Column<bool>(type: "bit", nullable: false),
                    ReadAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    WifiName = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Welcome = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    OffersPackages = table.Column<bool>(type: "bit", nullable: false),
                    Languages = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HotspotPortals", x => x.RouterId);
                    table.ForeignKey(
                        name: "FK_HotspotPortals_Routers_RouterId",
                        column: x => x.RouterId,
                        principalTable: "Routers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "HotspotVisits",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    RouterId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SubscriptionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AttemptId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Login = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    Destination = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    MacAddress = table.Column<string>(type: "nvarchar(17)", maxLength: 17, nullable: true),
                    Address = table.Column<string>(type: "nvarchar(45)", maxLength: 45, nullable: true),
                    ChapId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    ChapChallenge = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    Language = table.Column<string>(type: "nvarchar(5)", maxLength: 5, nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HotspotVisits", x => x.Id);
                    table.ForeignKey(
                        name: "FK_HotspotVisits_Subscriptions_SubscriptionId",
                        column: x => x.SubscriptionId,
                        principalTable: "Subscriptions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PointsOfSale",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Phone = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    Notes = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    IsActive = table.Column<bool>(type: "bit", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsOfSale", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VoucherBatches",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    ProfileId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RouterIds = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Quantity = table.Column<int>(type: "int", nullable: false),
                    Made = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    RedeemBy = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    TimeCount = table.Column<int>(type: "int", nullable: false),
                    TimeUnit = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Starts = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Counts = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Holding = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Shelved = table.Column<int>(type: "int", nullable: false),
                    LocksDevice = table.Column<bool>(type: "bit", nullable: false),
                    Signs = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    CodeLength = table.Column<int>(type: "int", nullable: false),
                    CodePrefix = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: false),
                    CodeGroup = table.Column<int>(type: "int", nullable: false),
                    HasPin = table.Column<bool>(type: "bit", nullable: false),
                    IsImported = table.Column<bool>(type: "bit", nullable: false),
                    Notes = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    VoidReason = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    StopRequested = table.Column<bool>(type: "bit", nullable: false),
                    ActorKind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    ActorId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ActorName = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    From = table.Column<string>(type: "nvarchar(45)", maxLength: 45, nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ReadyAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    ClaimedUntil = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false),
                    PriceCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    PriceMinor = table.Column<long>(type: "bigint", nullable: false),
                    SalesPriceCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    SalesPriceMinor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VoucherBatches", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VoucherBatches_Profiles_ProfileId",
                        column: x => x.ProfileId,
                        principalTable: "Profiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "VoucherGuesses",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Failures = table.Column<int>(type: "int", nullable: false),
                    Since = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VoucherGuesses", x => new { x.TenantId, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "VoucherTaxes",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SourceId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    BookedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    RateId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    PercentMilli = table.Column<int>(type: "int", nullable: false),
                    Quantity = table.Column<int>(type: "int", nullable: false),
                    BaseCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    BaseMinor = table.Column<long>(type: "bigint", nullable: false),
                    TaxCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    TaxMinor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VoucherTaxes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "VoucherTemplates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Paper = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Columns = table.Column<int>(type: "int", nullable: false),
                    Fields = table.Column<int>(type: "int", maxLength: 32, nullable: false),
                    WifiName = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    LogInUrl = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: true),
                    Text = table.Column<string>(type: "nvarchar(160)", maxLength: 160, nullable: true),
                    Color = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    TextSize = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    HasCutMarks = table.Column<bool>(type: "bit", nullable: false),
                    IsDefault = table.Column<bool>(type: "bit", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VoucherTemplates", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Vouchers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    BatchId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Serial = table.Column<int>(type: "int", nullable: false),
                    Code = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Pin = table.Column<string>(type: "nvarchar(8)", maxLength: 8, nullable: true),
                    State = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    SaleId = table.Column<Guid>(type: "uniqueidentifier", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Vouchers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Vouchers_VoucherBatches_BatchId",
                        column: x => x.BatchId,
                        principalTable: "VoucherBatches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "VoucherSales",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    BatchId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PointOfSaleId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Quantity = table.Column<int>(type: "int", nullable: false),
                    UsedBefore = table.Column<int>(type: "int", nullable: false),
                    IsRevenue = table.Column<bool>(type: "bit", nullable: false),
                    Method = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    SoldOn = table.Column<DateOnly>(type: "date", nullable: false),
                    ActorName = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    AmountCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VoucherSales", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VoucherSales_PointsOfSale_PointOfSaleId",
                        column: x => x.PointOfSaleId,
                        principalTable: "PointsOfSale",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_VoucherSales_VoucherBatches_BatchId",
                        column: x => x.BatchId,
                        principalTable: "VoucherBatches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "VoucherVoids",
                columns: table => new
                {
                    VoucherId = table.Column<long>(type: "bigint", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    ActorName = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VoucherVoids", x => x.VoucherId);
                    table.ForeignKey(
                        name: "FK_VoucherVoids_Vouchers_VoucherId",
                        column: x => x.VoucherId,
                        principalTable: "Vouchers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "VoucherEndings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    BatchId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SaleId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    State = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Quantity = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    EndedOn = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VoucherEndings", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VoucherEndings_VoucherBatches_BatchId",
                        column: x => x.BatchId,
                        principalTable: "VoucherBatches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_VoucherEndings_VoucherSales_SaleId",
                        column: x => x.SaleId,
                        principalTable: "VoucherSales",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "VoucherUses",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    VoucherId = table.Column<long>(type: "bigint", nullable: false),
                    BatchId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    UsedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    SaleId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    CustomerId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PaymentId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    SubscriptionId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Way = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    RouterId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    MacAddress = table.Column<string>(type: "nvarchar(17)", maxLength: 17, nullable: true),
                    ActorName = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    Address = table.Column<string>(type: "nvarchar(45)", maxLength: 45, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VoucherUses", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VoucherUses_VoucherSales_SaleId",
                        column: x => x.SaleId,
                        principalTable: "VoucherSales",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_VoucherUses_Vouchers_VoucherId",
                        column: x => x.VoucherId,
                        principalTable: "Vouchers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Subscriptions_RouterId_Online",
                table: "Subscriptions",
                column: "RouterId",
                filter: "\"OnlineSeconds\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Subscriptions_VoucherBatchId_Status",
                table: "Subscriptions",
                columns: new[] { "VoucherBatchId", "Status" },
                filter: "\"VoucherBatchId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_LedgerEntries_VoucherLiability",
                table: "LedgerEntries",
                columns: new[] { "TenantId", "BookedOn" },
                filter: "\"Account\" = 'VoucherLiability'");

            migrationBuilder.CreateIndex(
                name: "IX_HotspotPortals_Key",
                table: "HotspotPortals",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_HotspotVisits_AttemptId",
                table: "HotspotVisits",
                column: "AttemptId",
                filter: "\"AttemptId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_HotspotVisits_CreatedAt",
                table: "HotspotVisits",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_HotspotVisits_Key",
                table: "HotspotVisits",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_HotspotVisits_SubscriptionId",
                table: "HotspotVisits",
                column: "SubscriptionId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsOfSale_TenantId_Name",
                table: "PointsOfSale",
                columns: new[] { "TenantId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_VoucherBatches_ProfileId",
                table: "VoucherBatches",
                column: "ProfileId");

            migrationBuilder.CreateIndex(
                name: "IX_VoucherBatches_State_ClaimedUntil",
                table: "VoucherBatches",
                columns: new[] { "State", "ClaimedUntil" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherBatches_TenantId_Number",
                table: "VoucherBatches",
                columns: new[] { "TenantId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_VoucherBatches_TenantId_ProfileId_Number",
                table: "VoucherBatches",
                columns: new[] { "TenantId", "ProfileId", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherBatches_TenantId_State_Number",
                table: "VoucherBatches",
                columns: new[] { "TenantId", "State", "Number" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherEndings_BatchId_State",
                table: "VoucherEndings",
                columns: new[] { "BatchId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherEndings_SaleId",
                table: "VoucherEndings",
                column: "SaleId");

            migrationBuilder.CreateIndex(
                name: "IX_VoucherEndings_TenantId_EndedOn",
                table: "VoucherEndings",
                columns: new[] { "TenantId", "EndedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherGuesses_Since",
                table: "VoucherGuesses",
                column: "Since");

            migrationBuilder.CreateIndex(
                name: "IX_Vouchers_BatchId_Serial",
                table: "Vouchers",
                columns: new[] { "BatchId", "Serial" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Vouchers_SaleId",
                table: "Vouchers",
                column: "SaleId",
                filter: "\"SaleId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Vouchers_TenantId_Code",
                table: "Vouchers",
                columns: new[] { "TenantId", "Code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_VoucherSales_BatchId_At",
                table: "VoucherSales",
                columns: new[] { "BatchId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherSales_PointOfSaleId",
                table: "VoucherSales",
                column: "PointOfSaleId");

            migrationBuilder.CreateIndex(
                name: "IX_VoucherSales_TenantId_At_Id",
                table: "VoucherSales",
                columns: new[] { "TenantId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherSales_TenantId_SoldOn",
                table: "VoucherSales",
                columns: new[] { "TenantId", "SoldOn" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherTaxes_RateId_Id",
                table: "VoucherTaxes",
                columns: new[] { "RateId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherTaxes_SourceId",
                table: "VoucherTaxes",
                column: "SourceId");

            migrationBuilder.CreateIndex(
                name: "IX_VoucherTaxes_TenantId_BookedOn",
                table: "VoucherTaxes",
                columns: new[] { "TenantId", "BookedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherTemplates_TenantId_Name",
                table: "VoucherTemplates",
                columns: new[] { "TenantId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_VoucherUses_BatchId_At",
                table: "VoucherUses",
                columns: new[] { "BatchId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherUses_PaymentId",
                table: "VoucherUses",
                column: "PaymentId");

            migrationBuilder.CreateIndex(
                name: "IX_VoucherUses_SaleId",
                table: "VoucherUses",
                column: "SaleId");

            migrationBuilder.CreateIndex(
                name: "IX_VoucherUses_TenantId_At",
                table: "VoucherUses",
                columns: new[] { "TenantId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherUses_TenantId_CustomerId_At",
                table: "VoucherUses",
                columns: new[] { "TenantId", "CustomerId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherUses_TenantId_UsedOn_BatchId_SaleId",
                table: "VoucherUses",
                columns: new[] { "TenantId", "UsedOn", "BatchId", "SaleId" });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherUses_VoucherId",
                table: "VoucherUses",
                column: "VoucherId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "HotspotPortals");

            migrationBuilder.DropTable(
                name: "HotspotVisits");

            migrationBuilder.DropTable(
                name: "VoucherEndings");

            migrationBuilder.DropTable(
                name: "VoucherGuesses");

            migrationBuilder.DropTable(
                name: "VoucherTaxes");

            migrationBuilder.DropTable(
                name: "VoucherTemplates");

            migrationBuilder.DropTable(
                name: "VoucherUses");

            migrationBuilder.DropTable(
                name: "VoucherVoids");

            migrationBuilder.DropTable(
                name: "VoucherSales");

            migrationBuilder.DropTable(
                name: "Vouchers");

            migrationBuilder.DropTable(
                name: "PointsOfSale");

            migrationBuilder.DropTable(
                name: "VoucherBatches");

            migrationBuilder.DropIndex(
                name: "IX_Subscriptions_RouterId_Online",
                table: "Subscriptions");

            migrationBuilder.DropIndex(
                name: "IX_Subscriptions_VoucherBatchId_Status",
                table: "Subscriptions");

            migrationBuilder.DropIndex(
                name: "IX_LedgerEntries_VoucherLiability",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "IsGuest",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "LocksDevice",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "OnlineSeconds",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "OnlineUsed",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "VoucherBatchId",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "IsGuest",
                table: "Customers");

            migrationBuilder.DropColumn(
                name: "VoucherRevenue",
                table: "BillingSettings");
        }
    }
}
